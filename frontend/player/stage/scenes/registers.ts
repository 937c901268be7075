import { svg } from 'lit';
import type { Key } from '../../i18n/words';
import { hex } from '../../model/hex';
import { referencesOf } from '../../model/moment';
import { msrName } from '../../model/names';
import { fieldAt } from '../../model/control-block-fields';
import { clip } from '../house';
import { changes } from './quiet';
import { arrow, panel, slot, token, value, type Canvas, type Cell, type Drawing } from '../parts';
import { rooms, type Scene } from '../scene';

/** Instructions that move one system register: a slot in the room, a slot on the sheet, one arrow. */

function inRoom(c: Canvas, rows: readonly [name: string, text: string, hot?: boolean][]): Drawing {
  const { layout: l, moment } = c;
  const column = moment.cpl === 0 ? l.right : l.left;
  return svg`${rows.map(([name, text, hot], i) => slot(column.x, l.rows[i] ?? l.last, column.w, name, text, { hot: hot === true }))}
    ${token(c, moment.cpl === 0 ? l.stops.kernel : l.stops.user, c.words.text('stage.ring', { ring: moment.cpl }))}`;
}

/** An arrow between the room's first row and the sheet. */
function link(c: Canvas, inwards: boolean, phase: number): Drawing {
  const { layout: l, moment } = c;
  const column = moment.cpl === 0 ? l.right : l.left;
  const y = l.rows[0] + 11;
  if (c.phase < phase) return svg``;
  if (!l.wide) return arrow(`M${column.x + 20} ${l.last + 26}V${l.panel.y + 6}`, 'did', c.phase === phase);
  const edge = l.panel.x + 4;
  return arrow(
    inwards ? `M${edge} ${y}H${column.x + column.w + 4}` : `M${column.x + column.w + 1} ${y}H${edge}`,
    'did',
    c.phase === phase,
  );
}

/** RDMSR and WRMSR. ECX selects, EDX:EAX carries. */
export const msr: Scene = {
  phases: (moment) =>
    moment.headline?.fields['write'] === true ? ['phase.select', 'phase.write'] : ['phase.select', 'phase.read'],
  title: (moment, words) =>
    words.text(moment.headline?.fields['write'] === true ? 'stage.title.wrmsr' : 'stage.title.rdmsr', {
      msr: msrName(Number(moment.headline?.fields['index'] ?? 0)),
    }),
  draw(c) {
    const { moment, phase } = c;
    const { index, write, after, before } = moment.headline?.fields ?? {};
    const writes = write === true;
    const done = phase >= 2;
    const { state } = moment;
    const carried = `${value(c, state.hex('rdx'))}:${value(c, state.hex('rax'))}`;
    const shown = String((writes && !done ? before : after) ?? '0');
    return svg`${rooms(c)}${inRoom(c, [
      ['EDX:EAX', carried, !writes && done],
      ['ECX', hex(Number(index ?? 0) >>> 0, 8)],
    ])}${link(c, !writes, 2)}
      ${panel(c, c.words.text('stage.msrs'), [{ name: msrName(Number(index ?? 0)), lines: halves(c, shown), hot: writes && done }])}`;
  },
};

/** MOV to a control register. */
export const controlRegister: Scene = {
  phases: (moment) => (moment.headline?.fields['number'] === 3 ? ['phase.write', 'phase.flush'] : ['phase.write']),
  title: (moment, words) =>
    words.text(moment.headline?.fields['number'] === 3 ? 'stage.title.cr3' : 'stage.title.cr', {
      register: `CR${moment.headline?.fields['number'] ?? ''}`,
    }),
  draw(c) {
    const { number, before, after } = c.moment.headline?.fields ?? {};
    const name = `CR${number}`;
    const cells: Cell[] = [
      { name: c.words.text('stage.before'), lines: [value(c, String(before ?? '0'))], ghost: true },
      { name, lines: [value(c, String(after ?? '0'))], hot: true },
    ];
    const flush = c.moment.event('TLB');
    if (number === 3 && c.phase >= 2 && flush) cells.push({ name: 'TLB', lines: [c.words.text('stage.emptied')] });
    return svg`${rooms(c)}${inRoom(c, [[name, value(c, String(after ?? '0')), true]])}${link(c, false, 1)}${panel(c, number === 3 ? c.words.text('stage.page-tables') : name, cells)}`;
  },
};

/** SWAPGS: two values change places. */
export const swapgs: Scene = {
  phases: () => ['phase.swap'],
  title: (_, words) => words.text('stage.title.swapgs'),
  draw(c) {
    const { before, after } = c.moment.headline?.fields ?? {};
    return svg`${rooms(c)}${inRoom(c, [['GS base', value(c, String(after ?? '0')), true]])}${link(c, true, 1)}
      ${panel(c, c.words.text('stage.msrs'), [{ name: 'KERNEL_GS', lines: halves(c, String(before ?? '0')), hot: true }], c.words.text('stage.swapped'))}`;
  },
};

/** LGDT, LIDT, LLDT, LTR. */
export const descriptorTable: Scene = {
  phases: () => ['phase.load'],
  title: (moment, words) => words.text('stage.title.dt', { table: String(moment.headline?.fields['table'] ?? '') }),
  draw(c) {
    const { table, base, limit, selector } = c.moment.headline?.fields ?? {};
    const lines = [
      hex(String(base ?? '0'), c.layout.wide ? 8 : 1),
      ...(c.layout.wide ? [`+ ${hex(Number(limit ?? 0), 4)}`] : []),
    ];
    const cells: Cell[] = [{ name: String(table ?? ''), lines, hot: true }];
    if (table === 'TR' || table === 'LDTR')
      cells.push({ name: c.words.text('stage.selector'), lines: [hex(Number(selector ?? 0), 4)] });
    return svg`${rooms(c)}${inRoom(c, [])}${panel(c, c.words.text('stage.tables'), cells)}`;
  },
};

/** A page walk after a TLB miss, as a short ladder beside the rooms; the Walk tab has the long one. */
export const pageWalk: Scene = {
  phases: (moment) => referencesOf(moment.headline).map((reference) => `phase.level-${reference.level}` as Key),
  title: (moment, words) =>
    words.text('stage.title.walk', {
      linear: hex(String(moment.headline?.fields['linear'] ?? '0'), 8),
      count: referencesOf(moment.headline).length,
    }),
  draw(c) {
    const read = referencesOf(c.moment.headline);
    const cells = read.map(({ level, entry }, i): Cell => ({
      name: `L${level}`,
      lines: [c.phase > i ? hex(entry, 8).slice(-9) : ''],
      hot: c.phase > i,
      ghost: c.phase <= i,
    }));
    const kernel = c.moment.cpl === 0;
    return svg`${rooms(c)}${changes(c, kernel)}${token(c, kernel ? c.layout.stops.kernel : c.layout.stops.user, c.words.text('stage.ring', { ring: c.moment.cpl }))}${panel(c, c.words.text('stage.walk'), cells)}`;
  },
};

/** A VMX or SVM instruction: the field that VMREAD or VMWRITE moved, or how it ended. */
export const vmxInstruction: Scene = {
  phases: () => [],
  title: (moment, words) =>
    words.text('stage.title.vmx', { instruction: String(moment.headline?.fields['instruction'] ?? '') }),
  draw(c) {
    const { instruction, operand, value: moved, result } = c.moment.headline?.fields ?? {};
    const kernel = c.moment.cpl === 0;
    const field = /^VM(READ|WRITE)$/.test(String(instruction));
    const number = String(operand ?? '0');
    const name = field ? (fieldAt(c.moment.run, parseInt(number, 16))?.name ?? hex(number, 4)) : String(instruction);
    const text = field ? String(moved ?? '0') : number;
    const cells: Cell[] = [{ name: clip(name, 84, 6.9), lines: halves(c, text), hot: result === 'SUCCEED' }];
    if (result !== 'SUCCEED')
      cells.push({ name: clip(String(result), 84, 6.9), lines: [String(c.moment.headline?.fields['error'] ?? '')] });
    return svg`${rooms(c)}${changes(c, kernel)}${token(c, kernel ? c.layout.stops.kernel : c.layout.stops.user, clip(String(instruction), 120, 6.7))}${panel(c, c.moment.run.recording.machine.vendor === 'amd' ? 'SVM' : 'VMCS', cells)}`;
  },
};

/** HLT: the processor sleeps. */
export const halt: Scene = {
  phases: () => ['phase.sleep'],
  title: (_, words) => words.text('stage.title.halt'),
  draw(c) {
    const awake = c.moment.headline?.fields['interruptsEnabled'] === true;
    return svg`${rooms(c)}${inRoom(c, [['IF', awake ? '1' : '0']])}${panel(c, 'HLT', [{ name: c.words.text('stage.wakes'), lines: [c.words.text(awake ? 'stage.by-interrupt' : 'stage.by-nothing')] }])}`;
  },
};

function halves(c: Canvas, text: string): string[] {
  if (!c.layout.wide || text.length <= 8) return [value(c, text)];
  const digits = hex(text, 16);
  return [digits.slice(0, 8), digits.slice(8)];
}
