import { html, type TemplateResult } from 'lit';
import en from './en.json';
import ko from './ko.json';
import type { Exit } from '../model/vmexit';
import type { RunEvent } from '../recording';
import { channelWords } from './channels';
import { particle, withParticle } from './particles';

export type Lang = 'en' | 'ko';
export type Key = keyof typeof en;
export type Parameters = Record<string, string | number>;

const TEXTS: Record<Lang, Record<string, string>> = { en, ko };

/** The words of one language. A new object when the language changes, so that elements render again. */
export class Words {
  readonly lang: Lang;

  constructor(lang: string) {
    this.lang = lang.toLowerCase().startsWith('ko') ? 'ko' : 'en';
  }

  /**
   * The text of a key. `{name}` is a parameter, `{name:을}` adds the particle that fits, `{+name:을}` is the particle alone,
   * `{name|exit|exits}` a word for one and for other numbers. Markup stays as it is.
   */
  text(key: Key, parameters: Parameters = {}): string {
    const template = TEXTS[this.lang][key] ?? en[key] ?? key;
    const counted = template.replace(/\{(\w+)\|([^|}]*)\|([^}]*)\}/g, (_, name: string, one: string, other: string) =>
      String(parameters[name]) === '1' ? one : other,
    );
    return counted.replace(
      /\{(\+?)(\w+)(?::([^}]+))?\}/g,
      (_, alone: string, name: string, pair: string | undefined) => {
        const value = String(parameters[name] ?? '');
        return pair === undefined ? value : alone ? particle(value, pair) : withParticle(value, pair);
      },
    );
  }

  /** A key that is put together at run time; undefined where there is no such text. */
  lookup(key: string, parameters?: Parameters): string | undefined {
    return key in en ? this.text(key as Key, parameters) : undefined;
  }

  /** The text of a key as a template, its markup shown. */
  rich(key: Key, parameters?: Parameters): TemplateResult {
    return rich(this.text(key, parameters));
  }

  /** The reason of a VM exit; its code where the texts have no words for it. */
  reason(exit: Exit): string {
    return this.lookup(exit.reason) ?? exit.code;
  }

  /** What a VM exit says, in one line: `1-byte OUT to port 0x3F8`; empty where the reason says all. */
  said(exit: Exit): string {
    return exit.says.map((phrase) => this.lookup(phrase.key, phrase.with) ?? '').join(', ');
  }

  /** Both ends of an event channel, `dom1:3 → dom0:5`. */
  channel(event: RunEvent): string {
    const { from, to } = channelWords(event, this);
    return `${from} → ${to}`;
  }

  number(value: number): string {
    return value.toLocaleString(this.lang);
  }
}

/** Shows the two marks that our sentences use: `**strong**` and `` `code` ``. */
export function rich(text: string): TemplateResult {
  const parts = text.split(/(\*\*[^*]+\*\*|`[^`]+`)/);
  return html`${parts.map((part) =>
    part.startsWith('**')
      ? html`<b>${part.slice(2, -2)}</b>`
      : part.startsWith('`')
        ? html`<span class="mono">${part.slice(1, -1)}</span>`
        : part,
  )}`;
}

/** The text without its marks: for screen readers, titles and transcripts. */
export function plain(text: string): string {
  return text.replace(/\*\*|`/g, '');
}
