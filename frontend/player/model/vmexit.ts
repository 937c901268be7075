import { parse } from './hex';
import type { RunEvent } from '../recording';

/** VM exits and entries as their events tell them. SDM Vol. 3, "VM Exits" and "VM Entries"; APM Vol. 2, "Secure Virtual Machine". */

export interface Exit {
  technology: 'VMX' | 'SVM';
  /** Basic exit reason, or EXITCODE (-1: VMRUN refused). */
  reason: number;
  /** The entry failed: nothing of the guest ran. */
  failed: boolean;
  /** As the manuals write it: `30`, or `7Bh`. */
  code: string;
  /** What kind of thing made the processor leave: chooses the sentence. */
  cause: Cause;
  qualification: bigint;
  information: bigint;
  linear: bigint;
  length: number;
  interruption: bigint;
  vectoring: bigint;
  block: bigint;
  rip: bigint;
}

export type Cause = 'instruction' | 'interrupt' | 'exception' | 'memory' | 'window' | 'timer' | 'shutdown' | 'entry';

/** A field of a number: highest and lowest bit, its value, and the key of what it means (with a parameter). */
export interface Bits {
  high: number;
  low: number;
  value: bigint;
  /** Part of the key `qual.…`; absent: reserved. */
  meaning?: string;
  parameter?: string | number;
}

const VMX_CAUSES: Record<number, Cause> = {
  0: 'exception',
  1: 'interrupt',
  2: 'shutdown',
  3: 'interrupt',
  7: 'window',
  8: 'window',
  33: 'entry',
  34: 'entry',
  43: 'memory',
  44: 'memory',
  48: 'memory',
  49: 'memory',
  52: 'timer',
};

export function exitOf(event: RunEvent): Exit {
  const { fields } = event;
  const number = (name: string): bigint => {
    const value = String(fields[name] ?? '0');
    return value === '-1' ? -1n : parse(value);
  };
  const technology = fields['technology'] === 'SVM' ? 'SVM' : 'VMX';
  const raw = number('reason');
  const reason = technology === 'VMX' ? Number(raw & 0xffffn) : Number(raw);
  return {
    technology,
    reason,
    failed: technology === 'VMX' ? ((raw >> 31n) & 1n) === 1n : raw === -1n,
    code: technology === 'VMX' ? String(reason) : raw === -1n ? '-1' : `${raw.toString(16).toUpperCase()}h`,
    cause: technology === 'VMX' ? (VMX_CAUSES[reason] ?? 'instruction') : svmCause(reason),
    qualification: number('qualification'),
    information: number('information'),
    linear: number('linear'),
    length: Number(fields['instructionLength'] ?? 0),
    interruption: number('interruption'),
    vectoring: number('vectoring'),
    block: number('controlBlock'),
    rip: number('rip'),
  };
}

function svmCause(code: number): Cause {
  if (code === -1) return 'entry';
  if (code >= 0x40 && code <= 0x5f) return 'exception';
  if (code >= 0x60 && code <= 0x63) return 'interrupt';
  if (code === 0x64) return 'window';
  if (code === 0x7f) return 'shutdown';
  return code === 0x400 ? 'memory' : 'instruction';
}

/** Key of the reason in words: `exit.vmx.30`, `exit.svm.7b`; exceptions share one key for all vectors. */
export function reasonKey(exit: Exit): string {
  if (exit.technology === 'VMX') return `exit.vmx.${exit.reason}`;
  if (exit.reason === -1) return 'exit.svm.invalid';
  if (exit.reason < 0x20) return exit.reason < 0x10 ? 'exit.svm.cr-read' : 'exit.svm.cr-write';
  if (exit.reason < 0x40) return 'exit.svm.dr';
  if (exit.reason < 0x60) return 'exit.svm.exception';
  return `exit.svm.${exit.reason.toString(16)}`;
}

const field = (value: bigint, high: number, low: number, meaning?: string, parameter?: string | number): Bits => ({
  high,
  low,
  value: (value >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n),
  meaning,
  parameter,
});

const bitSet = (value: bigint, position: number): boolean => ((value >> BigInt(position)) & 1n) === 1n;

const GENERAL = 'RAX RCX RDX RBX RSP RBP RSI RDI R8 R9 R10 R11 R12 R13 R14 R15'.split(' ');

/** The exit qualification (or EXITINFO1), bit by bit, highest first; empty where it is one number, or unused. */
export function qualificationBits(exit: Exit): Bits[] {
  return exit.technology === 'VMX' ? vmxBits(exit) : svmBits(exit);
}

/** SDM Vol. 3, "Basic VM-Exit Information", tables of exit qualifications. */
function vmxBits({ reason, qualification: q }: Exit): Bits[] {
  switch (reason) {
    case 28:
      return [
        field(q, 11, 8, 'register', GENERAL[Number((q >> 8n) & 15n)]),
        field(q, 6, 6, bitSet(q, 6) ? 'lmsw-memory' : 'lmsw-register'),
        field(q, 5, 4, ['to-cr', 'from-cr', 'clts', 'lmsw'][Number((q >> 4n) & 3n)]),
        field(q, 3, 0, 'cr', Number(q & 15n)),
      ];
    case 29:
      return [
        field(q, 11, 8, 'register', GENERAL[Number((q >> 8n) & 15n)]),
        field(q, 4, 4, bitSet(q, 4) ? 'from-dr' : 'to-dr'),
        field(q, 2, 0, 'dr', Number(q & 7n)),
      ];
    case 30:
      return [
        field(q, 31, 16, 'port', `0x${((q >> 16n) & 0xffffn).toString(16).toUpperCase()}`),
        field(q, 15, 7),
        field(q, 6, 6, bitSet(q, 6) ? 'immediate' : 'dx'),
        field(q, 5, 5, bitSet(q, 5) ? 'rep' : 'no-rep'),
        field(q, 4, 4, bitSet(q, 4) ? 'string' : 'no-string'),
        field(q, 3, 3, bitSet(q, 3) ? 'in' : 'out'),
        field(q, 2, 0, 'size', Number(q & 7n) + 1),
      ];
    case 48:
      return [
        field(q, 8, 8, bitSet(q, 8) ? 'final' : 'table'),
        field(q, 7, 7, bitSet(q, 7) ? 'linear-valid' : 'linear-invalid'),
        field(q, 5, 3, 'allowed', rights((q >> 3n) & 7n)),
        field(q, 2, 0, 'wanted', rights(q & 7n)),
      ];
    default:
      return [];
  }
}

function rights(value: bigint): string {
  return `${value & 1n ? 'R' : '-'}${value & 2n ? 'W' : '-'}${value & 4n ? 'X' : '-'}`;
}

/** APM Vol. 2, "IOIO Intercepts", "MSR Intercepts", "Nested Paging". */
function svmBits({ reason, qualification: q }: Exit): Bits[] {
  switch (reason) {
    case 0x7b: {
      const size = bitSet(q, 4) ? 1 : bitSet(q, 5) ? 2 : 4;
      return [
        field(q, 31, 16, 'port', `0x${((q >> 16n) & 0xffffn).toString(16).toUpperCase()}`),
        field(q, 12, 10, 'segment', ['ES', 'CS', 'SS', 'DS', 'FS', 'GS'][Number((q >> 10n) & 7n)]),
        field(q, 9, 7, 'address-size', bitSet(q, 9) ? 64 : bitSet(q, 8) ? 32 : 16),
        field(q, 6, 4, 'size', size),
        field(q, 3, 3, bitSet(q, 3) ? 'rep' : 'no-rep'),
        field(q, 2, 2, bitSet(q, 2) ? 'string' : 'no-string'),
        field(q, 0, 0, bitSet(q, 0) ? 'in' : 'out'),
      ];
    }
    case 0x7c:
      return [field(q, 0, 0, bitSet(q, 0) ? 'msr-write' : 'msr-read')];
    case 0x400:
      return [
        field(q, 33, 33, bitSet(q, 33) ? 'table' : 'not-table'),
        field(q, 32, 32, bitSet(q, 32) ? 'final' : 'not-final'),
        field(q, 4, 4, bitSet(q, 4) ? 'fetch' : 'data'),
        field(q, 2, 2, 'user-access'),
        field(q, 1, 1, bitSet(q, 1) ? 'write' : 'read'),
        field(q, 0, 0, bitSet(q, 0) ? 'present' : 'absent'),
      ];
    default:
      return [];
  }
}

/** The event that a VM entry injects. SDM Vol. 3, "VM-Entry Controls for Event Injection"; EVENTINJ has the same shape. */
export function injectionOf(event: RunEvent): { vector: number; type: number } | undefined {
  const value = parse(String(event.fields['injection'] ?? '0'));
  return bitSet(value, 31) ? { vector: Number(value & 0xffn), type: Number((value >> 8n) & 7n) } : undefined;
}
