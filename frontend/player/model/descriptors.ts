import { bit, littleEndian } from './hex';
import type { MachineState } from './machine-state';
import { readLinear } from './paging';

/** Descriptor tables as they are in memory. SDM Vol. 3, "Protected-Mode Memory Management" and "Interrupt and Exception Handling". */

export interface SegmentDescriptor {
  selector: number;
  kind: 'null' | 'code' | 'data' | 'tss' | 'ldt' | 'gate' | 'reserved';
  base: bigint;
  limit: bigint;
  dpl: number;
  present: boolean;
  /** Code: 16, 32 or 64 bits. */
  bits: 16 | 32 | 64;
  /** Readable code or writable data. */
  accessible: boolean;
  raw: bigint;
}

export interface GateDescriptor {
  vector: number;
  kind: 'interrupt' | 'trap' | 'task' | 'none';
  selector: number;
  offset: bigint;
  dpl: number;
  present: boolean;
  /** Interrupt stack table index; 0 = none. */
  ist: number;
}

/** True where IDT and TSS have their 64-bit shapes. */
export function longMode(state: MachineState): boolean {
  return bit(state.value('efer'), 10);
}

/** The GDT's descriptors; in long mode a system descriptor takes two slots. */
export function readGdt(state: MachineState): SegmentDescriptor[] {
  const limit = Number(state.value('gdtr.limit'));
  const size = Math.min(limit + 1, 64 * 8);
  const bytes = limit > 0 ? readLinear(state, state.value('gdtr.base'), size) : undefined;
  if (!bytes) return [];
  const descriptors: SegmentDescriptor[] = [];
  for (let offset = 0; offset + 8 <= size; offset += 8) {
    const descriptor = decodeSegment(littleEndian(bytes, offset, 8), offset);
    if (longMode(state) && (descriptor.kind === 'tss' || descriptor.kind === 'ldt') && offset + 16 <= size) {
      descriptor.base |= littleEndian(bytes, offset + 8, 4) << 32n;
      offset += 8;
    }
    descriptors.push(descriptor);
  }
  return descriptors;
}

function decodeSegment(raw: bigint, selector: number): SegmentDescriptor {
  const type = Number((raw >> 40n) & 15n);
  const system = !bit(raw, 44);
  const pages = bit(raw, 55);
  const limit = (raw & 0xffffn) | ((raw >> 32n) & 0xf0000n);
  return {
    selector,
    kind: raw === 0n ? 'null' : system ? systemKind(type) : type & 8 ? 'code' : 'data',
    base: ((raw >> 16n) & 0xffffffn) | ((raw >> 32n) & 0xff000000n),
    limit: pages ? (limit << 12n) | 0xfffn : limit,
    dpl: Number((raw >> 45n) & 3n),
    present: bit(raw, 47),
    bits: bit(raw, 53) ? 64 : bit(raw, 54) ? 32 : 16,
    accessible: (type & 2) !== 0,
    raw,
  };
}

function systemKind(type: number): SegmentDescriptor['kind'] {
  switch (type) {
    case 1:
    case 3:
    case 9:
    case 11:
      return 'tss';
    case 2:
      return 'ldt';
    case 4:
    case 5:
    case 6:
    case 7:
    case 12:
    case 14:
    case 15:
      return 'gate';
    default:
      return 'reserved';
  }
}

/** One gate of the IDT; undefined past its limit or where it is not mapped. */
export function readGate(state: MachineState, vector: number): GateDescriptor | undefined {
  const size = longMode(state) ? 16 : 8;
  if (vector * size + size - 1 > Number(state.value('idtr.limit'))) return undefined;
  const bytes = readLinear(state, state.value('idtr.base') + BigInt(vector * size), size);
  if (!bytes) return undefined;
  const raw = littleEndian(bytes, 0, 8);
  const type = Number((raw >> 40n) & 15n);
  const low = (raw & 0xffffn) | ((raw >> 32n) & 0xffff0000n);
  return {
    vector,
    kind: raw === 0n ? 'none' : type === 5 ? 'task' : type & 1 ? 'trap' : 'interrupt',
    selector: Number((raw >> 16n) & 0xffffn),
    offset: size === 16 ? low | (littleEndian(bytes, 8, 4) << 32n) : low,
    dpl: Number((raw >> 45n) & 3n),
    present: bit(raw, 47),
    ist: size === 16 ? Number((raw >> 32n) & 7n) : 0,
  };
}

/** Gates of the IDT that hold something. */
export function readIdt(state: MachineState): GateDescriptor[] {
  const size = longMode(state) ? 16 : 8;
  const count = Math.min(256, Math.floor((Number(state.value('idtr.limit')) + 1) / size));
  const gates: GateDescriptor[] = [];
  for (let vector = 0; vector < count; vector++) {
    const gate = readGate(state, vector);
    if (gate && gate.kind !== 'none') gates.push(gate);
  }
  return gates;
}

/** Stack pointer that the TSS holds for `ring`; undefined without a TSS. */
export function tssStack(state: MachineState, ring: 0 | 1 | 2): { selector?: number; pointer: bigint } | undefined {
  if (state.value('tr') === 0n) return undefined;
  const base = state.value('tr.base');
  if (longMode(state)) {
    const bytes = readLinear(state, base + BigInt(4 + ring * 8), 8);
    return bytes && { pointer: littleEndian(bytes, 0, 8) };
  }
  const bytes = readLinear(state, base + BigInt(4 + ring * 8), 8);
  return bytes && { pointer: littleEndian(bytes, 0, 4), selector: Number(littleEndian(bytes, 4, 2)) };
}
