/** `#t=41.3`: tick 41, phase 3 of the animation that led there. */
export interface Place {
  tick: number;
  /** 1-based; absent means settled, the last phase. */
  phase?: number;
}

/** The place in a location hash; undefined where there is none, `'garbage'` where it cannot be read. */
export function parsePlace(hash: string, ticks: number): Place | 'garbage' | undefined {
  const parameter = new URLSearchParams(hash.replace(/^#/, '')).get('t');
  if (parameter === null) return undefined;
  const match = /^(\d{1,15})(?:\.(\d{1,2}))?$/.exec(parameter);
  if (!match) return 'garbage';
  const tick = Number(match[1]);
  if (tick > ticks) return 'garbage';
  return match[2] === undefined ? { tick } : { tick, phase: Math.max(1, Number(match[2])) };
}

export function formatPlace({ tick, phase }: Place): string {
  return phase === undefined ? `#t=${tick}` : `#t=${tick}.${phase}`;
}
