import { html, type TemplateResult } from 'lit';

/** Colours of one line of NASM source: label, mnemonic, registers, numbers, comment. */

const REGISTER =
  /^(?:[er]?[a-d]x|[a-d][lh]|[er]?[sd]il?|[er]?[sb]pl?|r(?:8|9|1[0-5])[dwb]?|[c-gs]s|es|cr[0-8]|dr[0-7]|[er]ip)$/i;
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

/** The line with its parts marked. Its blanks are set anew, so that code and comment fit beside address and bytes. */
export function highlight(text: string): TemplateResult {
  const start = commentStart(text);
  const code = compact(start < 0 ? text : text.slice(0, start));
  const comment = start < 0 ? '' : text.slice(start);
  if (comment === '') return html`${paint(code)}`;
  return code === ''
    ? html`<span class="cm">${comment}</span>`
    : html`<span class="k">${paint(code)}</span> <span class="cm">${comment}</span>`;
}

/** A comment that has the line to itself. */
export function isRemark(text: string): boolean {
  return /^\s*;/.test(text);
}

/** Indented code starts at column 4, and one blank stands between its words; text in quotes stays as it is. */
function compact(code: string): string {
  const words = code.trim().match(/'[^']*'|"[^"]*"|`[^`]*`|[^\s'"`]+|\s+/g) ?? [];
  return (
    (/^\s/.test(code) && words.length > 0 ? '    ' : '') +
    words.map((word) => (word.trim() === '' ? ' ' : word)).join('')
  );
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
