import { nothing, svg, type SVGTemplateResult } from 'lit';
import { glyph, type IconName } from '../icons';
import { hex, short } from '../model/hex';
import type { Moment } from '../model/moment';
import type { Lane } from '../recording';
import type { Words } from '../i18n/words';
import { ROW_HEIGHT, type Box, type Layout } from './layout';

/** What a scene draws with: the moment, how far its phases are, and where things stand. */
export interface Canvas {
  readonly moment: Moment;
  readonly words: Words;
  readonly layout: Layout;
  /** 1 to the number of phases. */
  readonly phase: number;
  /** What the scenario calls its lanes. */
  readonly laneNames?: Readonly<Record<string, string>>;
}

export type Drawing = SVGTemplateResult | typeof nothing;

type Domain = Lane['domain'];

const PATTERNS: Record<Domain, string> = { user: 'pu', kernel: 'pk', hypervisor: 'ph', dom0: 'pd', device: 'pv' };
const SHAPES: Record<Domain, IconName> = {
  user: 'circle',
  kernel: 'square',
  hypervisor: 'hexagon',
  dom0: 'house',
  device: 'chip',
};

export function shapeOf(domain: Domain): IconName {
  return SHAPES[domain];
}

/** Patterns and arrow heads. Ids live in the shadow tree of the element that draws. */
export const defs = svg`<defs>
  <pattern id="pu" width="8" height="8" patternUnits="userSpaceOnUse"><circle cx="2" cy="2" r="1.1" fill="var(--rs-user-line)"/><circle cx="6" cy="6" r="1.1" fill="var(--rs-user-line)"/></pattern>
  <pattern id="pk" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v7" stroke="var(--rs-kern-line)" stroke-width="1.6"/></pattern>
  <pattern id="ph" width="8" height="6" patternUnits="userSpaceOnUse"><path d="M0 1.5h8M0 3.9h8" stroke="var(--rs-hyper-line)" stroke-width="1"/></pattern>
  <pattern id="pd" width="6" height="8" patternUnits="userSpaceOnUse"><path d="M2 0v8" stroke="var(--rs-dom0-line)" stroke-width="1.4"/></pattern>
  <pattern id="pv" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 2h8M2 0v8" stroke="var(--rs-dev-line)" stroke-width=".9"/></pattern>
  <pattern id="squares" width="20" height="20" patternUnits="userSpaceOnUse"><path d="M0 .5h20M.5 0v20" class="grid-l"/></pattern>
  <pattern id="off" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v6" stroke="var(--rs-outline)" stroke-width="1"/></pattern>
  <pattern id="bad" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v6" stroke="var(--rs-error)" stroke-width="2"/></pattern>
  ${arrowHead('am', 8, '--rs-mark-line')}${arrowHead('ai', 9, '--rs-ink')}${arrowHead('ag', 7, '--rs-ink-3')}${arrowHead('ae', 8, '--rs-error')}
</defs>`;

function arrowHead(id: string, size: number, colour: string): SVGTemplateResult {
  return svg`<marker id=${id} viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth=${size} markerHeight=${size} markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 .5 7 4 0 7.5z" fill="var(${colour})"/></marker>`;
}

/** A room: hue and pattern say who, a second border says ring 0. An unused room is a dashed outline. */
export function room(
  box: Box,
  domain: Domain,
  label: string,
  options: { double?: boolean; unused?: boolean; label?: 'bottom' | 'bottom-right' } = {},
): SVGTemplateResult {
  const { x, y, w, h } = box;
  const inset = options.double ? 4 : 0;
  const width = 31 + textWidth(label, 5.05);
  const top = options.label ? y + h - 25 - inset / 1.3 : y + 6 + inset / 1.3;
  const left = options.label === 'bottom-right' ? x + w - width - 8 - inset : x + 8 + inset;
  const tag = svg`<rect x=${left} y=${top} width=${width} height="19" rx="3" class="label"/>
    ${glyph(SHAPES[domain], left + 5, top + 3.5, 12, `${domain}-l`)}
    <text x=${left + 21} y=${top + 13.5} class="b ${domain}-t">${label}</text>`;
  if (options.unused) return svg`<rect x=${x} y=${y} width=${w} height=${h} rx="5" class="ghost"/>${tag}`;
  return svg`<rect x=${x} y=${y} width=${w} height=${h} rx="5" class="room ${domain}-r"/>
    <rect x=${x + 1} y=${y + 1} width=${w - 2} height=${h - 2} rx="4" class="pat" fill="url(#${PATTERNS[domain]})"/>
    ${options.double ? svg`<rect x=${x + 4} y=${y + 4} width=${w - 8} height=${h - 8} rx="3" class="room2 ${domain}-l"/>` : nothing}${tag}`;
}

/** Rings 2 and 1: walls, because nothing runs there. */
export function walls(c: Canvas): SVGTemplateResult {
  const { layout } = c;
  return svg`${layout.walls.map(
    (
      { x, y, w, h },
      i,
    ) => svg`<rect x=${x} y=${y} width=${w} height=${h} rx="3" class="wall"/><rect x=${x} y=${y} width=${w} height=${h} rx="3" class="pat2" fill="url(#off)"/>
      ${layout.wide && layout.outer === 3 && layout.inner === 0 ? svg`<rect x=${x + 1.5} y=${y + 159} width="34" height="16" rx="2" class="label"/><text x=${x + w / 2} y=${y + 171} class="c">${c.words.text('stage.ring', { ring: 2 - i })}</text>` : nothing}`,
  )}`;
}

/** The doorway in the walls, with the name of the gate over it. */
export function gate(c: Canvas, label: string, note?: string): SVGTemplateResult {
  const { x, y, w, h } = c.layout.gate;
  const centre = x + w / 2;
  const width = Math.max(60, textWidth(label, c.layout.wide ? 7.4 : 6.6) + 14);
  return svg`<path class="gate" d="M${x} ${y + h}V${y + 8}a8 8 0 0 1 8-8h${w - 16}a8 8 0 0 1 8 8v${h - 8}z"/>
    <rect x=${centre - width / 2} y=${y - 25 + (c.layout.wide ? 0 : 5)} width=${width} height=${c.layout.wide ? 18 : 17} rx="3" class="ink-f"/>
    <text x=${centre} y=${y - (c.layout.wide ? 12 : 7.5)} class="c b tok-t">${label}</text>
    ${note === undefined ? nothing : svg`<rect x=${centre - textWidth(note, 6) / 2 - 5} y=${y + h + 6} width=${textWidth(note, 6) + 10} height="17" rx="2" class="label"/><text x=${centre} y=${y + h + 18} class="c">${note}</text>`}`;
}

/** The CPU: ink, because it is where the processor is. `x` is its centre. */
export function token(c: Canvas, x: number, line: string, y = c.layout.token.y): SVGTemplateResult {
  const { w, h } = c.layout.token;
  const wide = Math.max(w, textWidth(line, 6.7) + 14);
  const pins = [-wide * 0.28, 0, wide * 0.22].map((pin) => pin - 2.5);
  return svg`<g class="token" style="transform:translate(${x}px,${y}px)">
    <rect class="tok" x=${-wide / 2} y=${-h / 2} width=${wide} height=${h} rx="6"/>
    ${pins.map((pin) => svg`<path d="M${pin} ${-h / 2 - 4}h5v4h-5zM${pin} ${h / 2}h5v4h-5z" class="ink-f"/>`)}
    <text x="0" y="-2" class="tok-t c big">CPU</text><text x="0" y="11" class="tok-t c m">${line}</text>
  </g>`;
}

/** Where the token was before the step: dashed. */
export function wasHere(c: Canvas, x: number, address: string | undefined): SVGTemplateResult {
  const { w, h, y } = c.layout.token;
  const width = c.layout.wide ? w + 2 : w - 4;
  return svg`<rect x=${x - width / 2} y=${y - h / 2} width=${width} height=${h} rx="6" class="gone"/>
    <text x=${x} y=${y - 3} class="c">${c.words.text('stage.was-here')}</text><text x=${x} y=${y + 11} class="m c">${value(c, address)}</text>`;
}

export interface SlotOptions {
  /** Just written: marker. */
  hot?: boolean;
  /** Did not move: ink outline. */
  firm?: boolean;
  /** Not yet, or no longer: dashed. */
  ghost?: boolean;
  height?: number;
}

/** A named value. */
export function slot(
  x: number,
  y: number,
  w: number,
  name: string,
  text: string,
  options: SlotOptions = {},
): SVGTemplateResult {
  const h = options.height ?? ROW_HEIGHT;
  const kind = options.ghost ? 'ghost' : `slot${options.hot ? ' hot' : ''}${options.firm ? ' firm' : ''}`;
  const ink = options.hot ? 'hot-t' : options.firm ? 'ink' : '';
  return svg`<rect x=${x} y=${y} width=${w} height=${h} rx="3" class=${kind}/><text x=${x + 7} y=${y + h / 2 + 4} class="b ${ink}">${name}</text>
    <text x=${x + w - 7} y=${y + h / 2 + 4} class="m end ${options.hot ? 'hot-t' : 'ink'}">${text}</text>`;
}

/** An arrow. `did`: caused by the last phase; `will`: comes next; `go`: the token's own way. */
export function arrow(d: string, kind: 'did' | 'will' | 'go' | 'err' = 'did', fresh = false): SVGTemplateResult {
  const head = { did: 'am', will: 'ag', go: 'ai', err: 'ae' }[kind];
  const className = kind === 'go' ? 'go-l' : kind;
  return fresh && kind !== 'will'
    ? svg`<path d=${d} class="${className} draw" pathLength="1" marker-end="url(#${head})"/>`
    : svg`<path d=${d} class=${className} marker-end="url(#${head})"/>`;
}

/** An arrow across the walls: it hides what it crosses. */
export function crossing(c: Canvas, y: number, leftwards: boolean, fresh: boolean): SVGTemplateResult {
  const left = c.layout.left.x + c.layout.left.w + 1;
  const right = c.layout.right.x - 4;
  return svg`<path d="M${left + 5} ${y}H${right - 4}" class="under"/>${arrow(leftwards ? `M${right + 3} ${y}H${left + 4}` : `M${left} ${y}H${right}`, 'did', fresh)}`;
}

export interface Cell {
  name: string;
  lines: readonly string[];
  hot?: boolean;
  ghost?: boolean;
  /** Height at which an arrow leaves the panel for the room (or, inwards, arrives). Wide layout only. */
  arrow?: { y: number; inwards?: boolean; fresh?: boolean };
}

/** The panel beside the rooms: a titled sheet of cells. */
export function panel(c: Canvas, title: string, cells: readonly Cell[], note?: string): SVGTemplateResult {
  return c.layout.wide ? columnPanel(c, title, cells, note) : rowPanel(c, title, cells);
}

function columnPanel(c: Canvas, title: string, cells: readonly Cell[], note?: string): SVGTemplateResult {
  const { x, y, w, h } = c.layout.panel;
  let top = y + (cells.length > 3 ? 26 : 38);
  const drawn = cells.map((cell) => {
    const height = 27 + 13 * Math.max(1, cell.lines.length) + (cells.length > 3 ? -2 : 0);
    const at = top;
    top += height + (cells.length > 3 ? 4 : 6.5);
    return svg`<rect x=${x + 7} y=${at} width=${w - 14} height=${height} rx="3" class=${cell.ghost ? 'ghost' : `slot${cell.hot ? ' hot' : ''}`}/>
      <text x=${x + 14} y=${at + 15} class="b ${cell.hot ? 'hot-t' : ''}">${cell.name}</text>
      ${cell.lines.map((line, i) => svg`<text x=${x + 14} y=${at + 29 + 13 * i - (cells.length > 3 ? 1 : 0)} class="m ${cell.hot ? 'hot-t' : 'ink'}">${line}</text>`)}
      ${cell.arrow === undefined ? nothing : arrow(cell.arrow.inwards ? `M${x - 22} ${cell.arrow.y}H${x + 4}` : `M${x + 7} ${cell.arrow.y}H${x - 22}`, 'did', cell.arrow.fresh)}`;
  });
  return svg`<rect x=${x} y=${y} width=${w} height=${h} rx="4" class="paper"/><text x=${x + 10} y=${y + 18} class="b ink">${title}</text>${drawn}
    ${note === undefined ? nothing : svg`<text x=${x + 14} y=${y + h - 18}>${note}</text>`}`;
}

function rowPanel(c: Canvas, title: string, cells: readonly Cell[]): SVGTemplateResult {
  const { x, y, w, h } = c.layout.panel;
  const start = x + 8 + Math.max(40, textWidth(title, 7));
  const gap = 6;
  const width = (w - (start - x) - 6 - gap * (cells.length - 1)) / Math.max(1, cells.length);
  return svg`<rect x=${x} y=${y} width=${w} height=${h} rx="4" class="paper"/><text x=${x + 8} y=${y + 26} class="b ink">${title}</text>
    ${cells.map((cell, i) => {
      const at = start + i * (width + gap);
      const text = cell.lines[0] ?? '';
      const room = width - 14 - textWidth(cell.name, 6.6) - 6;
      return svg`<rect x=${at} y=${y + 8} width=${width} height="28" rx="3" class=${cell.ghost ? 'ghost' : `slot${cell.hot ? ' hot' : ''}`}/>
        <text x=${at + 7} y=${y + 26} class="b ${cell.hot ? 'hot-t' : ''}">${cell.name}</text>
        <text x=${at + width - 7} y=${y + 26} class="m end ${cell.hot ? 'hot-t' : 'ink'}">${textWidth(text, 6.6) > room ? text.replace(/^0+(?=.)/, '') : text}</text>`;
    })}`;
}

/** An address or register value as this layout writes it: eight digits, or without leading zeros where it is narrow. */
export function value(c: Canvas, text: string | bigint | undefined): string {
  const digits = typeof text === 'bigint' ? hex(text) : short(text);
  return c.layout.wide ? digits.padStart(8, '0') : digits;
}

/** Width of a text, estimated: SVG has no layout. Hangul is about twice as wide as Latin. */
export function textWidth(text: string, perCharacter: number): number {
  let width = 0;
  for (const character of text) width += character > '\u1100' ? perCharacter * 2.1 : perCharacter;
  return width;
}

/** Fades in with its phase. */
export function appear(content: Drawing, fresh: boolean): Drawing {
  return fresh ? svg`<g class="appear">${content}</g>` : content;
}
