import { secondLevel, type SecondLevel } from './control-block';
import { bit, littleEndian } from './hex';
import type { MachineState } from './machine-state';
import { nestedPresent, nestedRights } from './nested-tables';

/** One rung of the ladder: a paging-structure entry that a walk reads. SDM Vol. 3, "Paging". */
export interface Rung {
  /** 4 = PML4, 3 = PDPT, 2 = PD, 1 = PT. */
  level: number;
  table: bigint;
  index: number;
  /** Physical address of the entry. */
  address: bigint;
  entry: bigint;
  present: boolean;
  writable: boolean;
  user: boolean;
  accessed: boolean;
  dirty: boolean;
  noExecute: boolean;
  /** The entry maps a page itself. */
  leaf: boolean;
  /** In a guest with nested paging: the ladder that found this table in the machine's memory. */
  nested?: NestedRung[];
}

/** An entry of EPT or of AMD's nested tables. */
export interface NestedRung {
  level: number;
  /** Machine address of the entry. */
  address: bigint;
  index: number;
  entry: bigint;
  present: boolean;
  /** `RWX`, a dash for what is not allowed. */
  rights: string;
}

export interface Walk {
  linear: bigint;
  /** Off: linear addresses are physical. */
  paging: 'off' | '32-bit' | 'pae' | '4-level' | '5-level';
  rungs: Rung[];
  /** Absent where an entry is not present. In a guest with nested paging: the machine's address. */
  physical?: bigint;
  pageSize?: number;
  /** In a guest with nested paging: what the guest believes, and the ladder of that last address. */
  guestPhysical?: bigint;
  nested?: NestedRung[];
}

interface Mode {
  paging: Walk['paging'];
  levels: number;
  entrySize: 4 | 8;
  indexBits: number;
}

/** How this machine translates right now. */
export function pagingMode(state: MachineState): Mode {
  const cr4 = state.value('cr4');
  if (!bit(state.value('cr0'), 31)) return { paging: 'off', levels: 0, entrySize: 8, indexBits: 9 };
  if (!bit(cr4, 5)) return { paging: '32-bit', levels: 2, entrySize: 4, indexBits: 10 };
  if (!bit(state.value('efer'), 10)) return { paging: 'pae', levels: 3, entrySize: 8, indexBits: 9 };
  return bit(cr4, 12)
    ? { paging: '5-level', levels: 5, entrySize: 8, indexBits: 9 }
    : { paging: '4-level', levels: 4, entrySize: 8, indexBits: 9 };
}

/** Reads the page tables as the processor would, without the TLB and without touching accessed or dirty bits. */
export function walk(state: MachineState, linear: bigint, root = state.value('cr3')): Walk {
  const second = secondLevel(state);
  const guest = guestWalk(state, linear, root, second);
  if (!second || guest.physical === undefined) return guest;
  const last = nestedWalk(state, guest.physical, second);
  return { ...guest, guestPhysical: guest.physical, physical: last.physical, nested: last.rungs };
}

function guestWalk(state: MachineState, linear: bigint, root: bigint, second: SecondLevel | undefined): Walk {
  const mode = pagingMode(state);
  const result: Walk = { linear, paging: mode.paging, rungs: [] };
  if (mode.paging === 'off') return { ...result, physical: linear };
  const addressMask = mode.entrySize === 8 ? 0x000f_ffff_ffff_f000n : 0xffff_f000n;
  let table = mode.paging === 'pae' ? root & 0xffff_ffe0n : root & addressMask;
  for (let level = mode.levels; level >= 1; level--) {
    const shift = 12 + mode.indexBits * (level - 1);
    const indexBits = mode.paging === 'pae' && level === 3 ? 2 : mode.indexBits;
    const index = Number((linear >> BigInt(shift)) & ((1n << BigInt(indexBits)) - 1n));
    const nested = second && nestedWalk(state, table, second);
    const rung = readRung(state, level, table, index, mode, nested ? nested.physical : table);
    if (nested) rung.nested = nested.rungs;
    result.rungs.push(rung);
    if (!rung.present || (nested && nested.physical === undefined)) return result;
    if (rung.leaf) {
      const offset = (1n << BigInt(shift)) - 1n;
      return { ...result, physical: (rung.entry & addressMask & ~offset) | (linear & offset), pageSize: 1 << shift };
    }
    table = rung.entry & addressMask;
  }
  return result;
}

/** `machine` is where the table is in the machine's memory; undefined where nested paging refuses it. */
function readRung(
  state: MachineState,
  level: number,
  table: bigint,
  index: number,
  mode: Mode,
  machine: bigint | undefined,
): Rung {
  const offset = index * mode.entrySize;
  const address = table + BigInt(offset);
  const entry =
    machine === undefined
      ? 0n
      : littleEndian(state.memory.read(Number(machine) + offset, mode.entrySize), 0, mode.entrySize);
  const mayMapLarge =
    mode.paging === '32-bit'
      ? level === 2 && bit(state.value('cr4'), 4)
      : level === 2 || (level === 3 && mode.levels >= 4);
  const noRights = mode.paging === 'pae' && level === 3;
  return {
    level,
    table,
    index,
    address,
    entry,
    present: bit(entry, 0),
    writable: noRights || bit(entry, 1),
    user: noRights || bit(entry, 2),
    accessed: bit(entry, 5),
    dirty: bit(entry, 6),
    noExecute: mode.entrySize === 8 && bit(entry, 63),
    leaf: level === 1 || (mayMapLarge && bit(entry, 7)),
  };
}

/** From a guest-physical address to the machine's. SDM Vol. 3, "EPT Translation Mechanism"; APM Vol. 2, "Nested Paging". */
function nestedWalk(
  state: MachineState,
  guestPhysical: bigint,
  { format, root }: SecondLevel,
): { rungs: NestedRung[]; physical?: bigint } {
  const rungs: NestedRung[] = [];
  let table = root & 0x000f_ffff_ffff_f000n;
  for (let level = 4; level >= 1; level--) {
    const shift = BigInt(12 + 9 * (level - 1));
    const index = Number((guestPhysical >> shift) & 0x1ffn);
    const address = table + BigInt(index * 8);
    const entry = littleEndian(state.memory.read(Number(address), 8), 0, 8);
    const present = nestedPresent(entry, format);
    rungs.push({ level, address, index, entry, present, rights: nestedRights(entry, format) });
    if (!present) return { rungs };
    if (level === 1 || (level <= 3 && bit(entry, 7))) {
      const offset = (1n << shift) - 1n;
      return { rungs, physical: (entry & 0x000f_ffff_ffff_f000n & ~offset) | (guestPhysical & offset) };
    }
    table = entry & 0x000f_ffff_ffff_f000n;
  }
  return { rungs };
}

/** Physical address of a linear one; undefined where it is not mapped. */
export function translate(state: MachineState, linear: bigint): bigint | undefined {
  return walk(state, linear).physical;
}

/** Bytes at a linear address; undefined where a page of them is not mapped. */
export function readLinear(state: MachineState, linear: bigint, size: number): Uint8Array | undefined {
  const bytes = new Uint8Array(size);
  for (let done = 0; done < size;) {
    const at = linear + BigInt(done);
    const physical = translate(state, at);
    if (physical === undefined) return undefined;
    const length = Math.min(size - done, 4096 - Number(at & 0xfffn));
    bytes.set(state.memory.read(Number(physical), length), done);
    done += length;
  }
  return bytes;
}
