import type { RunEvent } from '../recording';
import { short } from '../model/hex';
import type { Parameters, Words } from './words';

/** What a probe says that software did, in words: its author's name for it where the texts have none. */
export function deedOf(event: RunEvent | undefined, words: Words): string {
  const name = String(event?.fields['name'] ?? '');
  const emulated = emulatedBy(name);
  return emulated ? words.text('probe.emulate', { what: emulated }) : (words.lookup(`probe.${slug(name)}`) ?? name);
}

/** The same as a sentence, with the probe's values. */
export function deedSentence(event: RunEvent, parameters: Parameters, words: Words): string {
  const name = String(event.fields['name'] ?? '');
  const emulated = emulatedBy(name);
  const said = emulated
    ? words.text('probe.emulate.say', { what: emulated })
    : (words.lookup(`probe.${slug(name)}.say`, parameters) ?? `**${deedOf(event, words)}**`);
  const values = valuesOf(event, words).map(([label, value]) => `${label} ${value}`);
  return values.length > 0 ? `${said} (${values.join(', ')})` : said;
}

/** The values that a probe read, by their names in words. */
export function valuesOf(event: RunEvent | undefined, words: Words): [label: string, value: string][] {
  return Object.entries(event?.fields ?? {})
    .filter(([name]) => name !== 'name' && name !== 'args' && name !== 'number')
    .map(([name, value]) => [words.lookup(`probe.value.${name}`) ?? name, short(String(value))]);
}

function emulatedBy(name: string): string | undefined {
  return /^emulate (.+)$/.exec(name)?.[1];
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
