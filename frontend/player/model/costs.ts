import type { RunEvent } from '../recording';
import { fetchJson } from './fetching';

/** The cost model as `GET /api/costs` serves it; the Java side is `ringside.lab.cost`. */
export interface CostModel {
  /** Citations by id. */
  sources: Record<string, string>;
  profiles: CostProfile[];
  defaults: Record<string, Cost>;
  charges: { event: string; when?: Record<string, string> | null; cost: string[] }[];
}

export interface CostProfile {
  id: string;
  name: string;
  year: number;
  vendor: 'intel' | 'amd';
  values: Record<string, Cost>;
}

/** V: read in the source; R: recalled, approximate; D: derived; E: a model assumption. */
export interface Cost {
  value: number;
  tag: 'V' | 'R' | 'D' | 'E';
  source?: string | null;
  note?: Record<string, string> | null;
}

let loading: Promise<CostModel> | undefined;

/** The model, asked for once a page; a failed request may be tried again. */
export function loadCosts(): Promise<CostModel> {
  loading ??= fetchJson<CostModel>('/api/costs', 'error.costs-failed').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The CPU's own value, else the assumption. */
export function costOf(model: CostModel, profile: CostProfile, key: string): Cost {
  return profile.values[key] ?? model.defaults[key] ?? { value: 0, tag: 'E' };
}

/** What an event is charged: by the first rule that fits, the first of its costs that the CPU has. */
export function chargeOf(
  model: CostModel,
  profile: CostProfile,
  event: RunEvent,
): { key: string; cost: Cost } | undefined {
  const rule = model.charges.find(
    (charge) =>
      charge.event === event.kind &&
      Object.entries(charge.when ?? {}).every(([name, text]) => String(event.fields[name]) === text),
  );
  if (!rule) return undefined;
  const key =
    rule.cost.find((each) => each in profile.values) ?? rule.cost.find((each) => each in model.defaults) ?? '';
  return { key, cost: costOf(model, profile, key) };
}
