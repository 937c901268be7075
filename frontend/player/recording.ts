/**
 * The wire format of a recording: what `GET /api/recordings/{hash}` and its chunks hold.
 * The Java side is `ringside.lab.recording.wire`; a test compares the two on a real run.
 *
 * Time. A *tick* is one step of the machine: an instruction that retired, one iteration of a REP
 * string instruction, or the delivery of a fault or interrupt. State *at tick n* is the state after
 * n steps. Numbers that may exceed 2^53 are lower-case hex strings without 0x.
 */

/**
 * A run without its states. The URL holds the hash of the run; texts and comments may still be corrected under the
 * same hash, so clients revalidate this document. Chunks never change.
 */
export interface Recording {
  format: 1;
  /** Content address of (image, configuration, input log), 64 hex digits; the first 8 stand in links. */
  hash: string;
  scenario: string;
  /** `base`, or the id of one of the scenario's variants. */
  variant: string;
  /** Every run of the scenario: `base` first. */
  variants: string[];
  /** In a fork: the recording it left, and what the learner changed. */
  fork?: { of: string; edits: Edit[] };
  ticks: number;
  /** Why the run ended; `limit` and `error` come with a message key and where it looped. */
  end: { reason: 'halted' | 'shutdown' | 'limit' | 'error' | 'until'; detail?: string; loop?: string[] };
  machine: { cpu: string; memory: number; preset: string; vendor: 'intel' | 'amd'; bits: 32 | 64 };
  /** What the VMCS or VMCB of this processor holds; absent where the run uses no virtualization. */
  controlBlock?: { technology: 'VMX' | 'SVM'; fields: BlockField[] };
  /** In drawing order, top to bottom. */
  lanes: Lane[];
  programs: Program[];
  /** Named ranges beside the programs, such as a user stack. Physical. */
  regions: { id: string; address: string; size: number; ring: 0 | 3; write: boolean }[];
  /** Every symbol of every program. */
  symbols: { name: string; address: string; program: string }[];
  /**
   * Names of the state slots, in the order of `Keyframe.state` and of delta slot numbers. A value is
   * lower-case hex without leading zeros (`0` for zero). The names are the manuals', in lower case:
   * `rax rcx rdx rbx rsp rbp rsi rdi r8`…`r15 rip rflags cpl`; selectors `es cs ss ds fs gs ldtr tr`, each
   * with `.base .limit .access` (`access`: bytes 5 and 6 of the descriptor, as VMX packs them);
   * `gdtr.base gdtr.limit idtr.base idtr.limit`; `cr0 cr2 cr3 cr4 cr8`; MSRs `efer star lstar cstar fmask
   * kernel_gs_base sysenter_cs sysenter_esp sysenter_eip`; `mode` (0 real, 1 pm16, 2 pm32, 3 compat, 4 long, 5 v86) and
   * `halted` (0 or 1). `fs.base` and `gs.base` are the MSRs FS_BASE and GS_BASE. Slots that a machine does not
   * have are absent.
   */
  slots: string[];
  /** Which lane runs from which tick on, as [first tick, index in `lanes`], in order; covers the run. */
  spans: [number, number][];
  /** `url` is relative to this document's; `bytes` is the size before HTTP compression. */
  chunks: { from: number; to: number; url: string; bytes: number }[];
  /** Every event of the run, in order. */
  events: RunEvent[];
  /**
   * Lesson steps that fired, in order of the scenario file. `tick` is the moment a step opens at: after
   * its event, so one more than the event's own tick. `highlight` is `reg:rcx`, `flag:IF`, `msr:LSTAR`, `lane:user`,
   * `mem:1097ec` (linear address) or `code:100200`.
   */
  steps: { id: string; tick: number; event?: number; highlight: string[] }[];
  predictions: Prediction[];
  checks: { id: string; pass: boolean; detail: string; points: number }[];
}

/** A field of a VMCS (`code`: encoding) or VMCB (`code`: offset); `bits` where it holds controls or intercepts. */
export interface BlockField {
  code: number;
  /** Bytes. */
  size: number;
  name: string;
  /** Group that it belongs to: key of the text `vm.area.…`. */
  area: string;
  bits?: BlockBit[];
}

/** `fixed`: the value that software cannot change, as the capability MSRs report; absent where it may choose. */
export interface BlockBit {
  at: number;
  name: string;
  fixed?: 0 | 1;
}

/** What a learner changed, at a tick of the recording that is being forked. */
export type Edit =
  | { kind: 'register'; tick: number; name: string; value: string }
  | { kind: 'memory'; tick: number; address: string; bytes: string }
  | { kind: 'console'; tick: number; text: string };

/** `domain` selects hue, pattern and shape; `ring` the border. */
export interface Lane {
  id: string;
  /**
   * Absent: the lane runs instructions. Else it runs nothing, and events point at it by `RunEvent.target`: `tables`
   * (IDT, GDT, TSS), `msr`, or a device (`com1`, `pic`, `pit`).
   */
  of?: string;
  domain: 'user' | 'kernel' | 'hypervisor' | 'dom0' | 'device';
  ring: 0 | 1 | 2 | 3;
  /** Root or non-root operation; absent where virtualization is off. */
  root?: boolean;
}

export interface Program {
  id: string;
  file: string;
  lane: string;
  /** One entry a source line, in file order; lines without bytes have no address. */
  lines: SourceLine[];
}
export interface SourceLine {
  /** File the line is from (includes have their own) and its 1-based number. */
  file: string;
  line: number;
  text: string;
  address?: string;
  bytes?: string;
  /** The instruction as the disassembler prints it, where it differs from the source. */
  decoded?: string;
}

/** State at tick `from`, then what each tick changed. */
export interface Chunk {
  from: number;
  to: number;
  keyframe: Keyframe;
  /** `deltas[i]` leads from tick from+i to from+i+1. */
  deltas: Delta[];
}
export interface Keyframe {
  /** One value a slot of `Recording.slots`. */
  state: string[];
  /** Non-zero 4 KiB pages: guest-physical page number to base64 of deflate-raw bytes. */
  pages: Record<string, string>;
  /** Console text so far. */
  console: string;
}
export interface Delta {
  /** Lane that ran. */
  lane: string;
  /**
   * Linear address and bytes of the instruction, and its text; for a fault, those of the instruction
   * that did not complete; absent for an external interrupt.
   */
  rip?: string;
  bytes?: string;
  text?: string;
  /** What the step was. */
  what: 'retired' | 'exception' | 'interrupt' | 'repeat' | 'halt';
  /** [slot, value after]; the value before is in the state that is being stepped. */
  set?: [number, string][];
  /** [physical address, bytes before, bytes after], hex in address order. */
  mem?: [string, string, string][];
  /** Bytes that the instruction loaded: [physical address, size]; for highlighting. */
  read?: [string, number][];
  /** Console output of this step. */
  out?: string;
}

/**
 * An event of the run. `fields` are named as the components of the emulator's event record: an int is a
 * number, a boolean a boolean, an enum its name, a long lower-case hex (`-1` stays `-1`). The references
 * of a WALK are one string, `level:address:entry` separated by spaces; in a two-dimensional walk a nested entry's level
 * has an `n` in front. A probe's arguments are hex.
 */
export interface RunEvent {
  /** Sequence number, from 0. */
  seq: number;
  /** The tick whose delta caused it: state before is at `tick`, after at `tick + 1`. */
  tick: number;
  /** RING EXC INT IRQ IRET SYSRET SYSEXIT CR MSR DT SWAPGS TLB WALK PIO MMIO HLT SHUTDOWN DMA VMX VMENTRY VMEXIT INJECT, or a probe's word. */
  kind: string;
  /** False for probe events. */
  architectural: boolean;
  lane: string;
  /** Where the event leads: the lane that runs after a RING, the device or tables that were touched. */
  target?: string;
  /** The event's line in the grammar of the domain reference: `RING 3->0 via SYSCALL`. */
  text: string;
  fields: Record<string, string | number | boolean>;
  /** What a VMEXIT says. */
  explained?: Explanation;
  /** Sequence number of the event that led to it. */
  cause?: number;
}

/** A VM exit, read: keys of texts, and their parameters. */
export interface Explanation {
  /** Key of the reason's name. */
  reason: string;
  /** As the manuals write it: `30`, `7Bh`, or `-1` where VMRUN was refused. */
  code: string;
  /** What kind of thing made the processor leave: key of the text `exit.cause.…`. */
  cause: string;
  /** The entry failed: nothing of the guest ran. */
  failed: boolean;
  /** What happened, the most important first; a phrase each. */
  says: { key: string; with: Record<string, string> }[];
  /** The exit qualification or EXITINFO1, highest bits first; empty where it is one number, or unused. */
  bits: Bits[];
}

/** Bits that belong together: `value` in hex, key of the text `qual.…` (absent: reserved) and its parameter. */
export interface Bits {
  high: number;
  low: number;
  value: string;
  meaning?: string;
  parameter?: string;
}

export interface Prediction {
  id: string;
  /** The learner must answer before leaving this tick. */
  tick: number;
  /** The lesson step whose event it predicts. */
  before?: string;
  /**
   * `choice`: the options' words are in the scenario's text. `next-event` and `value`: the options were computed from
   * the run and are shown as they are (an event's line, a hex number), in code type, in every language.
   */
  ask: 'choice' | 'next-event' | 'value';
  /** Of `value`: the register asked for. */
  of?: string;
  /** Option ids. Order is fixed by the recording's hash. */
  options: string[];
  /** Which option the run confirmed. */
  answer: string;
  /** The event that decides it. */
  event?: number;
}

/** `GET /api/scenarios/{slug}/text/{lang}`: words, as sanitized HTML unless said otherwise. */
export interface ScenarioText {
  slug: string;
  lang: 'en' | 'ko';
  /** Plain text. */
  title: string;
  objective: string;
  /** By lane id, plain text. */
  lanes: Record<string, string>;
  /** By step id. */
  steps: Record<string, { title: string; html: string }>;
  predictions: Record<string, { question: string; options: Record<string, string>; hint?: string; explanation: string }>;
  /** By check id and by variant id, plain text. */
  checks: Record<string, string>;
  variants: Record<string, string>;
}
