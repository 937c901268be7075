import type { Moment } from '../model/moment';
import { translate } from '../model/paging';

/** How many of GDT, IDT and TSS the last step read, counted from the bytes that it loaded. */
export function descriptorReads(moment: Moment): number {
  const { state, ran } = moment;
  const reads = ran?.read ?? [];
  if (reads.length === 0) return 0;
  const tables: [base: bigint, limit: bigint][] = [
    [state.value('gdtr.base'), state.value('gdtr.limit')],
    [state.value('idtr.base'), state.value('idtr.limit')],
    [state.value('tr.base'), state.value('tr.limit')],
  ];
  return tables.filter(([base, limit]) => {
    if (limit === 0n) return false;
    const physical = translate(state, base);
    return physical !== undefined && reads.some(([address]) => within(BigInt(`0x${address}`), physical, limit));
  }).length;
}

function within(address: bigint, base: bigint, limit: bigint): boolean {
  return address >= base && address <= base + limit;
}
