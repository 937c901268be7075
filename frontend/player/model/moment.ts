import type { Delta, Lane, RunEvent, SourceLine } from '../recording';
import { parse } from './hex';
import type { MachineState } from './machine-state';
import type { Run } from './run';

/** Which event of a step is drawn and told, strongest first. What is not listed is never drawn. */
const HEADLINES = [
  'SHUTDOWN',
  'VMEXIT',
  'VMENTRY',
  'INJECT',
  'HCALL',
  'HRET',
  'DOMSW',
  'EVTCHN',
  'UPCALL',
  'GNTMAP',
  'GNTUNMAP',
  'GNTEND',
  'RING_PUT',
  'RING_GET',
  'IOREQ',
  'BOUNCE',
  'PTUPDATE',
  'PGTYPE',
  'LISTED',
  'VMM',
  'XEN',
  'GUEST',
  'EXC',
  'IRQ',
  'INT',
  'SYSCALL',
  'SYSRET',
  'SYSEXIT',
  'IRET',
  'RING',
  'CR',
  'PIO',
  'MMIO',
  'MSR',
  'SWAPGS',
  'DT',
  'HLT',
  'DMA',
  'VMX',
  'TLB',
  'WALK',
];

/**
 * One moment of a run, as the panes show it: the state, the step that led here and the step that comes next.
 * A new object for every move, so that elements notice; the state inside is shared and moves along.
 */
export class Moment {
  readonly run: Run;
  readonly state: MachineState;
  readonly tick: number;
  /** The step that led here; absent at tick 0. */
  readonly ran?: Delta;
  /** The step that comes next; absent at the end. */
  readonly next?: Delta;
  /** What the step that led here caused. */
  readonly events: readonly RunEvent[];
  /** The event that stage and caption are about. */
  readonly headline?: RunEvent;

  constructor(state: MachineState) {
    this.run = state.run;
    this.state = state;
    this.tick = state.tick;
    this.ran = this.tick > 0 ? this.run.delta(this.tick - 1) : undefined;
    this.next = this.run.delta(this.tick);
    this.events = this.tick > 0 ? this.run.eventsOf(this.tick - 1) : [];
    this.headline = walkOfStep(this.run, this.tick, this.events) ?? headlineOf(this.events);
  }

  get bits(): 32 | 64 {
    return this.run.recording.machine.bits;
  }

  /** Hex digits of a register that is as wide as the machine. */
  get digits(): 8 | 16 {
    return this.bits === 64 ? 16 : 8;
  }

  get cpl(): number {
    return Number(this.state.value('cpl'));
  }

  /** Privilege level before the step that led here. */
  get cplBefore(): number {
    const before = this.state.before('cpl');
    return before === undefined ? this.cpl : Number(parse(before));
  }

  /** The event of this step of that kind, if there is one. */
  event(kind: string): RunEvent | undefined {
    return this.events.find((event) => event.kind === kind);
  }

  /** The gate by which this step changed the privilege level: SYSCALL, INTERRUPT, IRET, … */
  get via(): string | undefined {
    const via = this.event('RING')?.fields['via'];
    return typeof via === 'string' ? via : undefined;
  }

  get lane(): Lane | undefined {
    const id = (this.next ?? this.ran)?.lane;
    return this.run.recording.lanes.find((lane) => lane.id === id);
  }

  /** The manual's name of a register on this machine: `RSP`, or `ESP` where it has 32 bits. */
  register(name: string): string {
    const upper = name.toUpperCase();
    return this.bits === 32 && /^R(AX|BX|CX|DX|SI|DI|BP|SP|IP|FLAGS)$/.test(upper) ? `E${upper.slice(1)}` : upper;
  }

  /** What the step that led here stored: its memory writes without the accessed and dirty bits that page walks set. */
  get stores(): readonly [address: string, before: string, after: string][] {
    const entries = new Set(
      this.events
        .filter((event) => event.kind === 'WALK')
        .flatMap((event) => referencesOf(event).map((reference) => reference.address)),
    );
    return (this.ran?.mem ?? []).filter(([address]) => !entries.has(address));
  }

  /** Value of a slot before the step that led here. */
  was(name: string): string | undefined {
    return this.state.before(name) ?? this.state.hex(name);
  }
}

/** A paging-structure entry that a walk read. */
export interface Reference {
  level: number;
  /** An entry of EPT or nested tables, in a two-dimensional walk. */
  nested: boolean;
  address: string;
  entry: string;
}

/** The references of a WALK event, in order. */
export function referencesOf(event: RunEvent | undefined): Reference[] {
  const text = event?.fields['references'];
  if (typeof text !== 'string' || text === '') return [];
  return text.split(' ').map((part) => {
    const [level = '1', address = '0', entry = '0'] = part.split(':');
    return { level: Number(level.replace('n', '')), nested: level.startsWith('n'), address, entry };
  });
}

/** The mnemonic of an instruction's text, without prefixes: `sysret` for `o64 sysret`. */
export function mnemonicOf(text: string | undefined): string | undefined {
  return text?.split(/\s+/).find((word) => !/^(o16|o32|o64|a16|a32|a64|rep|repe|repz|repne|repnz|lock)$/.test(word));
}

/** The event of a step that says most about it. */
export function headlineOf(events: readonly RunEvent[]): RunEvent | undefined {
  let best: RunEvent | undefined;
  let rank = HEADLINES.length;
  for (const event of events) {
    const found = HEADLINES.indexOf(event.kind);
    if (found >= 0 && found < rank) {
      best = event;
      rank = found;
    }
  }
  return best;
}

/** Where a lesson step is about a page walk, the walk is drawn, whatever else its instruction did. */
function walkOfStep(run: Run, tick: number, events: readonly RunEvent[]): RunEvent | undefined {
  const step = run.recording.steps.find((each) => each.tick === tick);
  return events.find((event) => event.kind === 'WALK' && event.seq === step?.event);
}

/** Where a line of source stands. */
export interface SourcePlace {
  program: string;
  /** Index in the program's lines. */
  index: number;
  line: SourceLine;
}

/** Source lines by linear address. */
export class SourceIndex {
  readonly #places = new Map<string, SourcePlace>();

  constructor(run: Run) {
    for (const program of run.recording.programs) {
      program.lines.forEach((line, index) => {
        if (line.address !== undefined && line.bytes && !this.#places.has(line.address)) {
          this.#places.set(line.address, { program: program.id, index, line });
        }
      });
    }
  }

  at(address: string | undefined): SourcePlace | undefined {
    return address === undefined ? undefined : this.#places.get(address);
  }
}
