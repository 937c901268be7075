import type { SecondLevel } from './control-block';
import { bit, littleEndian } from './hex';
import type { MachineState } from './machine-state';

/** Guest-physical addresses that lie side by side in the machine too, with the same rights and page size. */
export interface NestedRange {
  guestPhysical: bigint;
  machine: bigint;
  size: bigint;
  pageSize: bigint;
  /** `RWX`, a dash for what is not allowed. */
  rights: string;
}

/** Tables that are read at most, and ranges that are told: a guest's author may have made loops and dust. */
const TABLES = 1024;
const RANGES = 256;

const ADDRESS = 0x000f_ffff_ffff_f000n;

/** Whether an entry of EPT or of AMD's nested tables leads anywhere. */
export function nestedPresent(entry: bigint, format: SecondLevel['format']): boolean {
  return format === 'ept' ? (entry & 7n) !== 0n : bit(entry, 0);
}

export function nestedRights(entry: bigint, format: SecondLevel['format']): string {
  const [read, write, execute] =
    format === 'ept' ? [bit(entry, 0), bit(entry, 1), bit(entry, 2)] : [bit(entry, 0), bit(entry, 1), !bit(entry, 63)];
  return `${read ? 'R' : '-'}${write ? 'W' : '-'}${execute ? 'X' : '-'}`;
}

/** What EPT or nested tables map, in the order of guest-physical addresses, with what the entries of all levels allow. */
export function nestedRanges(state: MachineState, { format, root }: SecondLevel): NestedRange[] {
  const ranges: NestedRange[] = [];
  let tables = 0;
  const add = (found: NestedRange): void => {
    const last = ranges.at(-1);
    const joins =
      last?.rights === found.rights &&
      last.pageSize === found.pageSize &&
      last.guestPhysical + last.size === found.guestPhysical &&
      last.machine + last.size === found.machine;
    if (joins) last.size += found.size;
    else if (ranges.length < RANGES) ranges.push(found);
  };
  const read = (table: bigint, level: number, from: bigint, allowed: string): void => {
    if (++tables > TABLES) return;
    const bytes = state.memory.read(Number(table), 4096);
    const pageSize = 1n << BigInt(12 + 9 * (level - 1));
    for (let index = 0; index < 512; index++) {
      const entry = littleEndian(bytes, index * 8, 8);
      if (!nestedPresent(entry, format)) continue;
      const guestPhysical = from + BigInt(index) * pageSize;
      const rights = both(allowed, nestedRights(entry, format));
      if (level === 1 || (level <= 3 && bit(entry, 7))) {
        const machine = entry & ADDRESS & ~(pageSize - 1n);
        add({ guestPhysical, machine, size: pageSize, pageSize, rights });
      } else read(entry & ADDRESS, level - 1, guestPhysical, rights);
    }
  };
  read(root & ADDRESS, 4, 0n, 'RWX');
  return ranges;
}

function both(one: string, other: string): string {
  return [...one].map((right, i) => (right === other[i] ? right : '-')).join('');
}
