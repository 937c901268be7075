import { nothing, svg } from 'lit';
import { short } from '../../model/hex';
import { panel, slot, token, value, type Canvas, type Cell, type Drawing } from '../parts';
import { rooms, type Scene } from '../scene';
import { tssStack } from '../../model/descriptors';
import { hex } from '../../model/hex';

const SHOWN = /^(r[a-d]x|r[sd]i|r[sb]p|r\d+|[c-g]s|es|ss|cr\d)$/;

/** An ordinary instruction: the token stays where it is; what it changed lies in the room. */
export const quiet: Scene = {
  phases: () => [],
  title: (moment, words) => words.text('stage.title.quiet', { ring: moment.cpl }),
  draw(c) {
    const { layout: l, moment } = c;
    const kernel = moment.cpl === 0;
    const text = moment.ran?.text?.replace(/\s+/g, ' ') ?? c.words.text('stage.ring', { ring: moment.cpl });
    const fits = l.wide ? 23 : 14;
    return svg`${rooms(c)}${changes(c, kernel)}${token(c, kernel ? l.stops.kernel : l.stops.user, text.length > fits ? `${text.slice(0, fits - 1)}…` : text)}${context(c)}`;
  },
};

/** Changed registers and the stored word, at most three rows; dashed below them what comes next. */
export function changes(c: Canvas, kernel: boolean): Drawing {
  const { layout: l, moment } = c;
  const column = kernel ? l.right : l.left;
  const rows: [string, string][] = moment.state
    .changed()
    .filter((name) => SHOWN.test(name))
    .map((name) => [moment.register(name), beforeAndAfter(c, name)]);
  for (const [address, , after] of moment.stores.slice(0, 2)) {
    rows.push([`[${short(address)}]`, value(c, (after.match(/../g) ?? []).reverse().join(''))]);
  }
  const next = moment.next?.text?.replace(/\s+/g, ' ');
  return svg`${rows.slice(0, 3).map(([name, text], i) => slot(column.x, l.rows[i] ?? l.last, column.w, name, text, { hot: true }))}
    ${next === undefined ? nothing : slot(column.x, l.last, column.w, c.words.text('stage.next'), next.slice(0, l.wide ? 19 : 13), { ghost: true, height: 24 })}`;
}

/** `0 → 27` where there is room for both, else the value alone. */
function beforeAndAfter(c: Canvas, name: string): string {
  const after = short(c.moment.state.hex(name));
  const both = `${short(c.moment.was(name))} → ${after}`;
  return both.length <= (c.layout.wide ? 19 : 13) ? both : after;
}

/** What this scenario is about besides the rooms: the first of its lanes that does not run. */
function context(c: Canvas): Drawing {
  const { moment, words } = c;
  const { state } = moment;
  const about = moment.run.recording.lanes.find((lane) => lane.of !== undefined)?.of;
  if (about === 'msr') {
    const names =
      state.value('sysenter_eip') !== 0n && state.value('lstar') === 0n
        ? ['SYSENTER_CS', 'SYSENTER_EIP', 'SYSENTER_ESP']
        : ['LSTAR', 'STAR', 'FMASK'];
    return panel(
      c,
      words.text('stage.msrs'),
      names.map((name) => cell(c, name)),
    );
  }
  const stack = tssStack(state, 0);
  if (about === 'tables' && stack) {
    return panel(c, 'IDT · TSS', [
      { name: 'IDTR', lines: [value(c, state.hex('idtr.base'))] },
      { name: moment.bits === 64 ? 'RSP0' : 'ESP0', lines: [hex(stack.pointer, c.layout.wide ? 8 : 1)] },
    ]);
  }
  const printed = state.console.split('\n').filter(Boolean).at(-1) ?? '';
  return panel(c, 'UART', [{ name: words.text('stage.console'), lines: [printed.slice(-11)] }]);
}

function cell(c: Canvas, name: string): Cell {
  const text = c.moment.state.hex(name.toLowerCase()) ?? '0';
  const hot = c.moment.state.before(name.toLowerCase()) !== undefined;
  return {
    name,
    hot,
    lines: c.layout.wide && text.length > 8 ? [hex(text, 16).slice(0, 8), hex(text, 16).slice(8)] : [value(c, text)],
  };
}
