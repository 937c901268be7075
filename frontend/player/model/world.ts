import type { Lane, Recording, RunEvent } from '../recording';
import { FIRST_RESERVED_DOMAIN } from './probes';
import { firstAbove } from './search';
import type { Run } from './run';

/** Who shares the machine: guests above, the hypervisor below. */

const virtualized = new WeakMap<Recording, boolean>();

/** Does a run enter a guest? Then there is a floor: the border that VM exit and VM entry cross. */
export function isVirtualized(recording: Recording): boolean {
  let known = virtualized.get(recording);
  if (known === undefined) {
    known =
      recording.lanes.some((lane) => lane.root !== undefined) ||
      recording.events.some((event) => event.kind === 'VMENTRY' || event.kind === 'VMEXIT');
    virtualized.set(recording, known);
  }
  return known;
}

/** Does a lane stand below: in root mode, or the hypervisor that guests were deprivileged for? */
export function isBelow(lane: Lane): boolean {
  return lane.root ?? lane.domain === 'hypervisor';
}

/** The lanes that run instructions. */
export function runningLanes(recording: Recording): Lane[] {
  return recording.lanes.filter((lane) => lane.of === undefined);
}

/** Several guests share the machine: a Dom0 beside others. */
export function hasDomains(recording: Recording): boolean {
  const above = runningLanes(recording).filter((lane) => !isBelow(lane));
  return above.some((lane) => lane.domain === 'dom0') && above.some((lane) => lane.domain !== 'dom0');
}

/** The lane in which a domain of Xen is drawn: its kernel, Dom0 for 0; undefined for Xen itself and where no lane fits. */
export function laneOfDomain(recording: Recording, domain: number): Lane | undefined {
  if (domain >= FIRST_RESERVED_DOMAIN) return undefined;
  const above = runningLanes(recording).filter((lane) => !isBelow(lane));
  const own = above.filter((lane) => (lane.domain === 'dom0') === (domain === 0));
  return [...(own.length > 0 ? own : above)].sort((a, b) => a.ring - b.ring || rank(a) - rank(b))[0];
}

/** Where a deprivileged kernel shares ring 3 with its applications, the kernel speaks for the domain. */
function rank(lane: Lane): number {
  return lane.domain === 'user' ? 1 : 0;
}

/** Events of one kind by tick, for looking backwards. */
export class EventLog {
  readonly #ticks: number[];
  readonly #events: RunEvent[];

  constructor(run: Run, kinds: ReadonlySet<string>) {
    this.#events = run.recording.events.filter((event) => kinds.has(event.kind));
    this.#ticks = this.#events.map((event) => event.tick);
  }

  /** The events whose step is behind a moment at `tick`. */
  before(tick: number): readonly RunEvent[] {
    return this.#events.slice(0, firstAbove(this.#ticks, tick - 1));
  }

  /** The last event before a moment at `tick`. */
  last(tick: number): RunEvent | undefined {
    return this.#events[firstAbove(this.#ticks, tick - 1) - 1];
  }
}

const logs = new WeakMap<Run, Map<string, EventLog>>();

/** The log of some kinds of a run, made once. */
export function logOf(run: Run, ...kinds: string[]): EventLog {
  const key = kinds.join(' ');
  let own = logs.get(run);
  if (!own) logs.set(run, (own = new Map()));
  let log = own.get(key);
  if (!log) own.set(key, (log = new EventLog(run, new Set(kinds))));
  return log;
}
