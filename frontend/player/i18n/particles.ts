/**
 * Korean particles depend on the sound before them. A template writes `{name:을}` and gets 을 or 를, as `name` is read aloud.
 * Latin letters and digits are read by their Korean names: RCX is "알씨엑스" (를), 0x21 ends in "일" (을).
 */
const PAIRS: Record<string, readonly [closed: string, open: string]> = {
  을: ['을', '를'],
  이: ['이', '가'],
  은: ['은', '는'],
  과: ['과', '와'],
  로: ['으로', '로'],
  이라: ['이라', '라'],
};

/** Final consonant of the last sound: none, ㄹ (which takes 로), or another. */
type Final = 'none' | 'rieul' | 'other';

const DIGITS: Record<string, Final> = {
  0: 'other',
  1: 'rieul',
  2: 'none',
  3: 'other',
  4: 'none',
  5: 'none',
  6: 'other',
  7: 'rieul',
  8: 'rieul',
  9: 'none',
};
const LETTERS: Record<string, Final> = { l: 'rieul', r: 'rieul', m: 'other', n: 'other' };

/** `word` with the right form of the particle that `pair` names by its form after a consonant. */
export function withParticle(word: string, pair: string): string {
  return word + particle(word, pair);
}

/** The form alone, for where the word stands in other marks: `` `{text}`{+text:이} ``. */
export function particle(word: string, pair: string): string {
  const forms = PAIRS[pair];
  if (!forms) return pair;
  const final = finalOf(word);
  return final === 'none' || (pair === '로' && final === 'rieul') ? forms[1] : forms[0];
}

function finalOf(word: string): Final {
  const last = /[\p{L}\p{N}](?=[^\p{L}\p{N}]*$)/u.exec(word)?.[0]?.toLowerCase() ?? '';
  const code = last.charCodeAt(0) - 0xac00;
  if (code >= 0 && code < 11172) {
    const consonant = code % 28;
    return consonant === 0 ? 'none' : consonant === 8 ? 'rieul' : 'other';
  }
  return DIGITS[last] ?? LETTERS[last] ?? 'none';
}
