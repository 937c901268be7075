import type { Delta, RunEvent } from '../recording';
import { mnemonicOf } from './moment';
import type { Run } from './run';

/** The kinds of event that a learner runs to. */
export const EVENT_CLASSES = ['mode', 'interrupt', 'vmexit', 'hypercall'] as const;
export type EventClass = (typeof EVENT_CLASSES)[number];

const KINDS: Record<EventClass, ReadonlySet<string>> = {
  mode: new Set(['RING', 'VMENTRY', 'VMEXIT']),
  interrupt: new Set(['IRQ', 'INT', 'EXC']),
  vmexit: new Set(['VMEXIT']),
  hypercall: new Set(['HCALL', 'VMCALL']),
};

/** The class an event belongs to for the timeline's glyph; a mode switch is the weakest. */
export function classOf(event: RunEvent): EventClass | undefined {
  return (['hypercall', 'vmexit', 'interrupt', 'mode'] as const).find((name) => KINDS[name].has(event.kind));
}

/** Moments that follow an event of each class, ascending: where "run to next" stops. */
export class EventIndex {
  readonly #moments: Record<EventClass, number[]>;

  constructor(events: readonly RunEvent[]) {
    this.#moments = { mode: [], interrupt: [], vmexit: [], hypercall: [] };
    for (const event of events) {
      for (const name of EVENT_CLASSES) {
        const moments = this.#moments[name];
        if (KINDS[name].has(event.kind) && moments.at(-1) !== event.tick + 1) moments.push(event.tick + 1);
      }
    }
  }

  count(name: EventClass): number {
    return this.#moments[name].length;
  }

  next(name: EventClass, tick: number): number | undefined {
    const moments = this.#moments[name];
    return moments[firstAbove(moments, tick)];
  }

  previous(name: EventClass, tick: number): number | undefined {
    const moments = this.#moments[name];
    return moments[firstAbove(moments, tick - 1) - 1];
  }
}

/** Index of the first element above `value` in an ascending array. */
export function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** +1 for a step that enters a routine or handler, -1 for one that returns from it, else 0. */
export function depthOf(delta: Delta): number {
  if (delta.what === 'exception' || delta.what === 'interrupt') return 1;
  const mnemonic = mnemonicOf(delta.text) ?? '';
  if (/^(call|int|int3|into|int1|syscall|sysenter)$/.test(mnemonic)) return 1;
  if (/^(ret|retn|retf|iret|iretd|iretq|sysret|sysretq|sysexit|sysexitq|vmlaunch|vmresume|vmrun)$/.test(mnemonic))
    return -1;
  return 0;
}

/** What a search over steps may look at, and how it is stopped. */
export interface Scan {
  run: Run;
  from: number;
  direction: 1 | -1;
  signal?: AbortSignal;
}

/**
 * Walks over the steps from `from` on, loading chunks as it goes, until `found` says to stop; `found` gets each
 * step, its tick, and returns the moment to stop at. Resolves to undefined at the run's end (or start).
 */
export async function scan(
  { run, from, direction, signal }: Scan,
  found: (delta: Delta, tick: number) => number | undefined,
): Promise<number | undefined> {
  const last = run.recording.ticks;
  for (let tick = direction > 0 ? from : from - 1; tick >= 0 && tick < last; tick += direction) {
    if (signal?.aborted) return tick;
    let delta = run.delta(tick);
    if (!delta) {
      await run.load(run.chunkOf(tick));
      delta = run.delta(tick);
    }
    if (!delta) return undefined;
    const stop = found(delta, tick);
    if (stop !== undefined) return stop;
  }
  return undefined;
}

/** Step over: one step, and past everything that the step calls or that interrupts it. */
export async function over(
  run: Run,
  from: number,
  direction: 1 | -1,
  signal?: AbortSignal,
): Promise<number | undefined> {
  let depth = 0;
  let repeating: string | undefined;
  return scan({ run, from, direction, signal }, (delta, tick) => {
    const moment = direction > 0 ? tick + 1 : tick;
    depth += depthOf(delta) * direction;
    if (depth > 0) return undefined;
    // One REP instruction is one thing to step over, however many iterations it takes.
    if (delta.what === 'repeat' && (repeating ?? delta.rip) === delta.rip) {
      repeating = delta.rip;
      const neighbour = run.delta(tick + direction);
      if (neighbour?.rip === delta.rip) return undefined;
    }
    return moment;
  });
}

/** Step out: to just after the return from this routine; backwards, to just before its call. */
export async function out(
  run: Run,
  from: number,
  direction: 1 | -1,
  signal?: AbortSignal,
): Promise<number | undefined> {
  let depth = 0;
  return scan({ run, from, direction, signal }, (delta, tick) => {
    depth += depthOf(delta) * direction;
    return depth < 0 ? (direction > 0 ? tick + 1 : tick) : undefined;
  });
}

/** Things a free run stops at. */
export interface Stops {
  /** Linear addresses of instructions, hex. */
  breakpoints: ReadonlySet<string>;
  /** Slot names (`rax`) and physical bytes (`mem:109ff8`). */
  watches: ReadonlySet<string>;
}

/** Continue to the next breakpoint or watch; undefined where none comes. */
export async function toStop(
  run: Run,
  from: number,
  direction: 1 | -1,
  stops: Stops,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const slots = new Set([...stops.watches].map((name) => run.slot(name)).filter((slot) => slot >= 0));
  const bytes = [...stops.watches].filter((name) => name.startsWith('mem:')).map((name) => parseInt(name.slice(4), 16));
  return scan({ run, from, direction, signal }, (delta, tick) => {
    // Forwards we stop in front of the instruction, which is where a backwards run arrives as well.
    if (tick !== from && delta.rip !== undefined && stops.breakpoints.has(delta.rip)) return tick;
    const touched =
      delta.set?.some(([slot]) => slots.has(slot)) === true ||
      (bytes.length > 0 &&
        delta.mem?.some(([address, , after]) => covers(parseInt(address, 16), after.length / 2, bytes)) === true);
    if (!touched) return undefined;
    return direction > 0 ? tick + 1 : tick;
  });
}

function covers(address: number, size: number, bytes: readonly number[]): boolean {
  return bytes.some((byte) => byte >= address && byte < address + size);
}
