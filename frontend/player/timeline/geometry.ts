import type { Recording } from '../recording';

/** One bar of a lane: it ran from tick `from` up to `to`. */
export interface Bar {
  lane: number;
  from: number;
  to: number;
}

/** Bars of a run, joined where they would be narrower than a pixel: at most a few a pixel, however long the run. */
export function barsOf(recording: Recording, ticksPerPixel: number): Bar[] {
  const { spans, ticks } = recording;
  const bars: Bar[] = [];
  const open = new Map<number, Bar>();
  spans.forEach(([from, lane], i) => {
    const to = spans[i + 1]?.[0] ?? ticks;
    if (to <= from) return;
    const last = open.get(lane);
    if (last && from - last.to < ticksPerPixel) last.to = to;
    else {
      const bar = { lane, from, to };
      open.set(lane, bar);
      bars.push(bar);
    }
  });
  return bars;
}

/** A step of the ruler: 1, 2 or 5 times a power of ten, at least `pixels` apart. */
export function rulerStep(ticks: number, width: number, pixels: number): number {
  const least = Math.max(1, (ticks / Math.max(1, width)) * pixels);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? least;
}

/** Index in `spans` of the one that holds `tick`. */
export function spanAt(recording: Recording, tick: number): number {
  const { spans } = recording;
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.[0] ?? 0) <= tick) low = middle;
    else high = middle - 1;
  }
  return low;
}
