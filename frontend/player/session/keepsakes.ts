import type { Answer } from '../model/lesson';

/** What a learner leaves behind on a scenario: kept by this browser, so that a reload loses nothing. */
export interface Keepsakes {
  bookmarks: number[];
  breakpoints: string[];
  answers: [id: string, answer: Answer][];
}

const EMPTY: Keepsakes = { bookmarks: [], breakpoints: [], answers: [] };

export function recall(hash: string): Keepsakes {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(hash)) ?? 'null');
    return isKeepsakes(kept) ? kept : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** Storage may be full or forbidden; then the visit goes on without a memory. */
export function keep(hash: string, keepsakes: Keepsakes): void {
  try {
    localStorage.setItem(keyOf(hash), JSON.stringify(keepsakes));
  } catch {
    // nothing depends on it
  }
}

function keyOf(hash: string): string {
  return `ringside.player.${hash.slice(0, 16)}`;
}

function isKeepsakes(value: unknown): value is Keepsakes {
  const kept = value as Partial<Keepsakes> | null;
  return Array.isArray(kept?.bookmarks) && Array.isArray(kept.breakpoints) && Array.isArray(kept.answers);
}
