import { classOf, type EventClass } from '../model/search';
import type { Lane, Recording } from '../recording';

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

export type Size = 'full' | 'strip' | 'mini';

/** Where a lane is drawn: its top, the middle of its bars, and how high they are. */
export function laneBox(
  lanes: readonly Lane[],
  index: number,
  size: Size,
  height: number,
): { top: number; middle: number; bar: number } {
  const running = lanes.filter((lane) => lane.of === undefined).length;
  const devices = lanes.length - running;
  const ruler = size === 'mini' ? 3 : size === 'strip' ? 16 : 24;
  const low = size === 'full' ? 21 : size === 'strip' ? Math.min(12, (height - ruler) / Math.max(1, lanes.length)) : 0;
  const pitch = Math.min(51, (height - ruler - devices * low - (size === 'full' ? 3 : 2)) / Math.max(1, running));
  let top = ruler;
  for (const lane of lanes.slice(0, index)) top += lane.of === undefined ? pitch : low;
  const own = lanes[index]?.of === undefined ? pitch : low;
  return {
    top,
    middle: top + own / 2,
    bar: Math.max(3, Math.min(size === 'mini' ? 8 : 18, own - (size === 'mini' ? 3 : 6))),
  };
}

/** A point of the run where something changed hands. */
export interface Mark {
  tick: number;
  kind: EventClass;
  /** Lanes before and after. */
  from: number;
  to: number;
  label: string;
  /** A device or table was touched; the lane that ran stays the same. */
  device: boolean;
  /** The run stops here. */
  stop: boolean;
  /** Tick of the next mark at which the lane changes: how much room the label has. */
  until?: number;
}

/** Mode switches, interrupts, device accesses and the end, in order. */
export function marksOf(recording: Recording): Mark[] {
  const marks: Mark[] = [];
  const laneAt = (tick: number): number => recording.spans[spanAt(recording, tick)]?.[1] ?? 0;
  for (const event of recording.events) {
    const tick = event.tick + 1;
    const kind = classOf(event);
    const stop = (event.kind === 'HLT' || event.kind === 'SHUTDOWN') && tick >= recording.ticks;
    const target = recording.lanes.findIndex((lane) => lane.id === event.target && lane.of !== undefined);
    const moves = kind !== undefined && (kind !== 'mode' || event.kind === 'RING' || event.kind === 'VMENTRY');
    if (target >= 0 && !moves)
      marks.push({ tick, kind: 'mode', from: target, to: target, label: '', device: true, stop: false });
    else if (moves || stop)
      marks.push({
        tick,
        kind: kind ?? 'mode',
        from: laneAt(event.tick),
        to: laneAt(stop ? event.tick : tick),
        label: labelOf(event.fields['via'], event.text),
        device: false,
        stop,
      });
  }
  let until: number | undefined;
  for (const mark of marks.toReversed()) {
    mark.until = until;
    if (mark.from !== mark.to || mark.stop) until = mark.tick;
  }
  return marks;
}

function labelOf(via: unknown, text: string): string {
  return typeof via === 'string' ? via.replaceAll('_', ' ') : (text.split(' ')[0] ?? '');
}
