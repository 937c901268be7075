import { nothing, svg } from 'lit';
import type { Key, Words } from '../../i18n/words';
import { hex } from '../../model/hex';
import { referencesOf, type Reference } from '../../model/moment';
import { arrow, type Canvas, type Drawing } from '../parts';
import type { Scene } from '../scene';

/** One guest reference and the nested ladder that found its table; the last column has only the ladder: the page itself. */
interface Column {
  nested: Reference[];
  guest?: Reference;
}

/** References grouped by the guest reference that they lead to. */
export function columnsOf(references: readonly Reference[]): Column[] {
  const columns: Column[] = [];
  let nested: Reference[] = [];
  for (const reference of references) {
    if (reference.nested) nested.push(reference);
    else {
      columns.push({ nested, guest: reference });
      nested = [];
    }
  }
  if (nested.length > 0) columns.push({ nested });
  return columns;
}

/** Every rung of the guest's ladder opens a side ladder. SDM Vol. 3, "The Extended Page Table Mechanism"; APM Vol. 2, "Nested Paging". */
export const nestedWalk: Scene = {
  house: true,
  phases: (moment) => columnsOf(referencesOf(moment.headline)).map((column) => nameKey(column)),
  title: (moment, words) =>
    words.text('stage.title.nested-walk', {
      linear: hex(String(moment.headline?.fields['linear'] ?? '0'), 8),
      count: referencesOf(moment.headline).length,
    }),
  draw: (c) => ladders(c, c.phase),
};

function nameKey(column: Column): Key {
  return column.guest ? (`phase.g-level-${column.guest.level}` as Key) : 'phase.gpa';
}

/** The ladders up to a column; the counter says how many references that makes. */
export function ladders(c: Canvas, upTo: number): Drawing {
  const event = c.moment.headline;
  const columns = columnsOf(referencesOf(event));
  const failed = String(event?.fields['physical'] ?? '') === '-1';
  const { wide } = c.layout;
  const tallest = Math.max(4, ...columns.map((column) => column.nested.length));
  const left = wide ? 28 : 10;
  const pitch = wide
    ? Math.min(92, 450 / Math.max(5, columns.length))
    : Math.min(62, 300 / Math.max(5, columns.length));
  const w = pitch - 10;
  const rung = wide ? 26 : 22;
  const top = wide ? 26 : 22;
  const bottom = top + tallest * rung + 14;
  const read = columns.slice(0, upTo).reduce((sum, column) => sum + column.nested.length + (column.guest ? 1 : 0), 0);
  const total = referencesOf(event).length;
  const x = wide ? 566 : 348;
  return svg`${columns.map((column, i) => {
    const at = left + i * pitch;
    const done = i < upTo;
    const last = failed && i === columns.length - 1;
    const rungs = column.nested.map((reference, n) => {
      const bad = last && done && n === column.nested.length - 1 && !column.guest;
      const y = bottom - 14 - (column.nested.length - n) * rung;
      return cell(at + 8, y, w - 16, rung - 5, `n${reference.level}`, done, bad);
    });
    const label = column.guest ? `gL${column.guest.level}` : c.words.text('stage.page');
    const badGuest = last && column.guest !== undefined && done;
    const absent = last && !column.guest;
    return svg`${rungs}${column.nested.length > 0 ? svg`<path d="M${at + w / 2} ${bottom - 15}V${bottom - 4}" class=${done ? 'did' : 'will'}/>` : nothing}
      ${cell(at, bottom, w, 38, label, done && !absent, badGuest, column.guest ? hex(column.guest.entry, 1).slice(-9) : '')}
      ${i + 1 < columns.length ? arrow(`M${at + w} ${bottom + 19}H${at + pitch - 2}`, i + 1 < upTo ? 'did' : 'will', i + 2 === upTo) : nothing}`;
  })}
    <text x=${x} y=${top + 62} class="c b ink count">${read}</text><text x=${x} y=${top + 82} class="c">${c.words.text('stage.of-references', { count: total })}</text>
    <text x=${left} y=${bottom + 62} class="">${formula(columns, c.words)}</text>
    ${addressLines(c, failed).map((line, i) => svg`<text x=${left} y=${bottom + 80 + i * 16} class="m ink">${line}</text>`)}`;
}

function cell(
  x: number,
  y: number,
  w: number,
  h: number,
  text: string,
  done: boolean,
  bad: boolean,
  second = '',
): Drawing {
  const kind = bad ? 'slot' : done ? 'slot hot' : 'ghost';
  const ink = bad ? 'err-t' : done ? 'hot-t' : '';
  return svg`<rect x=${x} y=${y} width=${w} height=${h} rx="3" class=${kind} style=${bad ? 'fill:url(#bad)' : nothing}/>
    ${bad ? svg`<rect x=${x + w / 2 - 14} y=${y + 3} width="28" height=${h - 6} rx="2" class="label"/>` : nothing}
    <text x=${x + w / 2} y=${y + (second && done ? h / 2 - 2 : h / 2 + 4)} class="c ${second ? 'b' : 'm'} ${ink}">${text}</text>
    ${second && done && w > 60 ? svg`<text x=${x + w / 2} y=${y + h / 2 + 12} class="c m ${ink}">${second}</text>` : nothing}`;
}

/** `4 × 5 + 4`, where the walk was whole and had no shortcuts. */
function formula(columns: readonly Column[], words: Words): string {
  const guest = columns.filter((column) => column.guest).length;
  const heights = new Set(columns.map((column) => column.nested.length));
  const height = columns[0]?.nested.length ?? 0;
  return heights.size === 1 && guest > 0 && guest < columns.length
    ? words.text('stage.walk-formula', { guest, height, each: height + 1 })
    : words.text('stage.walk-ladders');
}

/** Where the walk led; a line for each arrow where it is narrow. */
function addressLines({ moment, words, layout }: Canvas, failed: boolean): string[] {
  const fields = moment.headline?.fields ?? {};
  const part = (name: string): string => hex(String(fields[name] ?? '0'), 8);
  const line = words.text(failed ? 'stage.walk-failed' : 'stage.walk-addresses', {
    gva: part('linear'),
    gpa: part('guestPhysical'),
    hpa: failed ? '' : part('physical'),
  });
  return layout.wide ? [line] : line.split(/ (?=→)/);
}
