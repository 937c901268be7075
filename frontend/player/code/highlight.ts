import { html, type TemplateResult } from 'lit';

/** Colours of one line of NASM source: label, mnemonic, registers, numbers, comment. */

const REGISTER = /^(?:[er]?[a-d]x|[a-d][lh]|[er]?[sd]il?|[er]?[sb]pl?|r(?:8|9|1[0-5])[dwb]?|[c-gs]s|es|cr[0-8]|dr[0-7]|[er]ip)$/i;
const NUMBER = /^(?:0x[0-9a-f_]+|[0-9][0-9a-f_]*h|[0-9][0-9_]*|0?b[01_]+|[01]+b|'(?:[^']|\\')*'|"[^"]*")$/i;
const TOKEN = /('[^']*'|"[^"]*"|[A-Za-z_.$?@][\w.$?@]*|\d[\w]*|\s+|.)/g;

/** Where the comment starts; -1 where there is none. A semicolon in quotes is text. */
export function commentStart(text: string): number {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (quote) quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"' || character === '`') quote = character;
    else if (character === ';') return i;
  }
  return -1;
}

export function isLabel(text: string): boolean {
  return /^\s*[A-Za-z_.$?@][\w.$?@]*:\s*(;.*)?$/.test(text);
}

/** The line with its parts marked; without its comment where `comments` is false. */
export function highlight(text: string, comments = true): TemplateResult {
  const expanded = expandTabs(text);
  const start = commentStart(expanded);
  const code = start < 0 ? expanded : expanded.slice(0, start);
  const comment = start < 0 || !comments ? '' : expanded.slice(start);
  return html`${paint(code)}${comment ? html`<span class="cm">${comment}</span>` : ''}`;
}

function paint(code: string): unknown[] {
  const label = /^(\s*)([A-Za-z_.$?@][\w.$?@]*:)/.exec(code);
  const rest = label ? code.slice(label[0].length) : code;
  const painted: unknown[] = label ? [label[1], html`<span class="l">${label[2]}</span>`] : [];
  for (const [token] of rest.matchAll(TOKEN)) {
    if (REGISTER.test(token)) painted.push(html`<span class="r">${token}</span>`);
    else if (NUMBER.test(token)) painted.push(html`<span class="n">${token}</span>`);
    else painted.push(token);
  }
  return painted;
}

function expandTabs(text: string): string {
  let out = '';
  for (const character of text) out += character === '\t' ? ' '.repeat(8 - (out.length % 8)) : character;
  return out;
}
