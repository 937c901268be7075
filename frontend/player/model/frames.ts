import type { Moment } from './moment';
import { bit, hex, littleEndian } from './hex';
import { longMode } from './descriptors';
import { translate } from './paging';

/** One card of the frame that event delivery leaves on a stack. */
export interface Card {
  /** `SS RSP RFLAGS CS RIP` or `error`. */
  name: string;
  /** Linear address. */
  address: bigint;
  value: string;
}

/** Bytes of a card: 8 in long mode, else 4. */
export function cardSize(moment: Moment): 4 | 8 {
  return longMode(moment.state) ? 8 : 4;
}

/**
 * The cards that the delivery which led to this moment pushed, top of stack (highest address) first. They are read
 * from memory at the new stack pointer, not assumed. Empty where the step was no delivery.
 */
export function pushedFrame(moment: Moment): Card[] {
  const delivery = moment.event('EXC') ?? moment.event('IRQ') ?? moment.event('INT') ?? moment.event('INJECT');
  if (!delivery || moment.event('VMEXIT')) return [];
  const coded = delivery.kind === 'EXC' || delivery.kind === 'INJECT';
  const withError = coded && String(delivery.fields['errorCode'] ?? '-1') !== '-1';
  const withStack = longMode(moment.state) || moment.cpl !== moment.cplBefore;
  return cardsAt(moment, moment.state.value('rsp'), withError, withStack);
}

/** The cards that the IRET which led to this moment took, top of stack first. */
export function poppedFrame(moment: Moment): Card[] {
  const before = moment.state.before('rsp');
  if (before === undefined || moment.headline === undefined) return [];
  return cardsAt(moment, BigInt(`0x${before}`), false, longMode(moment.state) || moment.cpl !== moment.cplBefore);
}

function cardsAt(moment: Moment, pointer: bigint, withError: boolean, withStack: boolean): Card[] {
  const size = cardSize(moment);
  const names = [...(withError ? ['error'] : []), 'RIP', 'CS', 'RFLAGS', ...(withStack ? ['RSP', 'SS'] : [])];
  const base = stackBase(moment);
  return names
    .map((name, i) => {
      const address = pointer + BigInt(i * size);
      const physical = translate(moment.state, base + address);
      const value =
        physical === undefined ? '' : hex(littleEndian(moment.state.memory.read(Number(physical), size), 0, size));
      return { name: name === 'error' ? name : moment.register(name), address, value };
    })
    .reverse();
}

/** Base of the stack segment; 64-bit code has none. */
function stackBase(moment: Moment): bigint {
  return longMode(moment.state) ? 0n : moment.state.value('ss.base');
}

const FLAGS: readonly [name: string, position: number][] = [
  ['OF', 11],
  ['DF', 10],
  ['IF', 9],
  ['TF', 8],
  ['SF', 7],
  ['ZF', 6],
  ['AF', 4],
  ['PF', 2],
  ['CF', 0],
];

export interface Flag {
  name: string;
  on: boolean;
  changed: boolean;
}

/** The status and control flags, highest bit first, and whether the last step changed them. */
export function flagsOf(moment: Moment): Flag[] {
  const now = moment.state.value('rflags');
  const before = BigInt(`0x${moment.was('rflags') ?? '0'}`);
  return FLAGS.map(([name, position]) => ({
    name,
    on: bit(now, position),
    changed: bit(now, position) !== bit(before, position),
  }));
}

/** Flags that the last step cleared. */
export function clearedFlags(moment: Moment): string[] {
  return flagsOf(moment)
    .filter((flag) => flag.changed && !flag.on)
    .map((flag) => flag.name);
}
