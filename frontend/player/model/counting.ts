import type { RunEvent } from '../recording';
import type { CostModel, CostProfile, Cost } from './costs';
import { chargeOf, costOf } from './costs';
import { mnemonicOf, referencesOf } from './moment';
import type { Run } from './run';
import { scan } from './search';

/** What happened between two moments of a run. */

export interface Window {
  from: number;
  to: number;
}

export interface Instructions {
  total: number;
  /** By mnemonic, most frequent first. */
  byMnemonic: readonly [mnemonic: string, count: number][];
  byLane: ReadonlyMap<string, number>;
  /** VM exits by the mnemonic of the instruction that ran. */
  exitsBy: ReadonlyMap<string, number>;
}

/** Events whose step lies in the window: its state before is at or after `from`, the one after at or before `to`. */
export function eventsIn(run: Run, { from, to }: Window): RunEvent[] {
  return run.recording.events.filter((event) => event.tick >= from && event.tick < to);
}

/** Counts by kind and, within it, by lane; most frequent first. */
export function countByKind(events: readonly RunEvent[]): [kind: string, count: number, lanes: Map<string, number>][] {
  const kinds = new Map<string, Map<string, number>>();
  for (const { kind, lane } of events) {
    let lanes = kinds.get(kind);
    if (!lanes) kinds.set(kind, (lanes = new Map()));
    lanes.set(lane, (lanes.get(lane) ?? 0) + 1);
  }
  const sum = (lanes: Map<string, number>): number => [...lanes.values()].reduce((a, b) => a + b, 0);
  return [...kinds]
    .map(([kind, lanes]): [string, number, Map<string, number>] => [kind, sum(lanes), lanes])
    .sort((a, b) => b[1] - a[1]);
}

/** Counts the instructions of a window; parts of the recording that are not here yet are loaded. */
export async function countInstructions(run: Run, { from, to }: Window, signal: AbortSignal): Promise<Instructions> {
  const mnemonics = new Map<string, number>();
  const lanes = new Map<string, number>();
  const exitsBy = new Map<string, number>();
  const exits = new Set(
    eventsIn(run, { from, to })
      .filter((event) => event.kind === 'VMEXIT')
      .map((event) => event.tick),
  );
  let total = 0;
  await scan({ run, from, direction: 1, signal }, (delta, tick) => {
    if (tick >= to) return tick;
    const mnemonic = (mnemonicOf(delta.text) ?? '').toUpperCase();
    if (exits.has(tick)) {
      exitsBy.set(mnemonic, (exitsBy.get(mnemonic) ?? 0) + 1);
      // It left the guest and did not complete there: listed, not counted.
      if (mnemonic !== '') mnemonics.set(mnemonic, mnemonics.get(mnemonic) ?? 0);
    }
    if (delta.what !== 'retired' && delta.what !== 'repeat' && delta.what !== 'halt') return undefined;
    total++;
    lanes.set(delta.lane, (lanes.get(delta.lane) ?? 0) + 1);
    if (mnemonic !== '') mnemonics.set(mnemonic, (mnemonics.get(mnemonic) ?? 0) + 1);
    return undefined;
  });
  return { total, byMnemonic: [...mnemonics].sort((a, b) => b[1] - a[1]), byLane: lanes, exitsBy };
}

/** One line of the bill: how often, at what price. */
export interface Item {
  /** Key of the cost, and the event's word where an event is charged. */
  key: string;
  kind?: string;
  count: number;
  cost: Cost;
  cycles: number;
}

/** cycles = instructions × cpi + events × cost + page-walk references × walk_ref. */
export function billOf(
  model: CostModel,
  profile: CostProfile,
  instructions: number,
  events: readonly RunEvent[],
): Item[] {
  const items = new Map<string, Item>();
  const add = (key: string, kind: string | undefined, count: number, cost: Cost): void => {
    const id = `${kind ?? ''} ${key}`;
    const item = items.get(id) ?? { key, kind, count: 0, cost, cycles: 0 };
    item.count += count;
    item.cycles += count * cost.value;
    items.set(id, item);
  };
  add('cpi', undefined, instructions, costOf(model, profile, 'cpi'));
  let references = 0;
  for (const event of events) {
    if (event.kind === 'WALK') references += referencesOf(event).length;
    const charge = chargeOf(model, profile, event);
    if (charge) add(charge.key, event.kind, 1, charge.cost);
  }
  if (references > 0) add('walk_ref', 'WALK', references, costOf(model, profile, 'walk_ref'));
  return [...items.values()].sort((a, b) => b.cycles - a.cycles);
}
