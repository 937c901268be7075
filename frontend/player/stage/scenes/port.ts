import { svg } from 'lit';
import { hex } from '../../model/hex';
import { portName } from '../../model/names';
import { arrow, panel, slot, token, type Canvas, type Cell } from '../parts';
import { rooms, type Scene } from '../scene';

/** A port access: the processor talks to a device itself, nothing in between. SDM Vol. 1, "Input/Output". */
export const port: Scene = {
  phases: (moment) =>
    moment.headline?.fields['out'] === true ? ['phase.send', 'phase.arrive'] : ['phase.ask', 'phase.answer'],
  title: (moment, words) => {
    const number = Number(moment.headline?.fields['port'] ?? 0);
    return words.text(moment.headline?.fields['out'] === true ? 'stage.title.out' : 'stage.title.in', {
      device: portName(number).device,
      port: `0x${hex(number, 2)}`,
    });
  },
  draw(c) {
    const { layout: l, moment, phase } = c;
    const event = moment.headline;
    const out = event?.fields['out'] === true;
    const kernel = moment.cpl === 0;
    const column = kernel ? l.right : l.left;
    const size = Number(event?.fields['size'] ?? 1);
    const register = size === 1 ? 'AL' : size === 2 ? 'AX' : 'EAX';
    const text = hex(String(event?.fields['value'] ?? '0'), size * 2);
    const row = l.rows[1];
    const y = row + 11;
    const edge = l.wide ? l.panel.x + 4 : column.x + column.w + 12;
    const line = out ? `M${column.x + column.w + 1} ${y}H${edge}` : `M${edge} ${y}H${column.x + column.w + 4}`;
    const reached = out || phase >= 2;
    return svg`${rooms(c)}
      ${slot(column.x, l.rows[0], column.w, 'DX', hex(Number(event?.fields['port'] ?? 0), 4))}
      ${slot(column.x, row, column.w, register, reached ? text : '', { hot: !out && phase >= 2, ghost: !reached })}
      ${l.wide ? arrow(line, out || phase >= 2 ? 'did' : 'will', phase === (out ? 1 : 2)) : arrow(`M${column.x + column.w / 2} ${row + 24}V${l.panel.y + 6}`, 'did', phase === 1)}
      ${token(c, kernel ? l.stops.kernel : l.stops.user, c.words.text('stage.ring', { ring: moment.cpl }))}
      ${panel(c, portName(Number(event?.fields['port'] ?? 0)).device, device(c, text, out))}`;
  },
};

/** A device moves memory by itself: no instruction does, and nobody is asked. */
export const dma: Scene = {
  phases: () => ['phase.transfer'],
  title: (moment, words) => words.text('stage.title.dma', { device: String(moment.headline?.fields['device'] ?? '') }),
  draw(c) {
    const { layout: l, moment } = c;
    const { device: name, physical, length, toMemory } = moment.headline?.fields ?? {};
    const kernel = moment.cpl === 0;
    const column = kernel ? l.right : l.left;
    const y = l.rows[1] + 11;
    const edge = l.wide ? l.panel.x + 4 : column.x + column.w + 12;
    return svg`${rooms(c)}${token(c, kernel ? l.stops.kernel : l.stops.user, c.words.text('stage.ring', { ring: moment.cpl }))}
      ${slot(column.x, l.rows[1], column.w, hex(String(physical ?? '0'), 8), `${Number(length ?? 0)}`, { hot: toMemory === true })}
      ${l.wide ? arrow(toMemory === true ? `M${edge} ${y}H${column.x + column.w + 4}` : `M${column.x + column.w + 1} ${y}H${edge}`, 'did', true) : arrow(`M${column.x + column.w / 2} ${l.panel.y}V${l.rows[1] + 26}`, 'did', true)}
      ${panel(c, String(name ?? ''), [{ name: c.words.text('stage.memory'), lines: [hex(String(physical ?? '0'), 8)], hot: true }])}`;
  },
};

function device(c: Canvas, text: string, out: boolean): Cell[] {
  const number = Number(c.moment.headline?.fields['port'] ?? 0);
  const name = portName(number);
  const code = parseInt(text, 16);
  const letter = name.register === 'data' && code > 32 && code < 127 ? ` '${String.fromCharCode(code)}'` : '';
  const arrived = !out || c.phase >= 2;
  const cells: Cell[] = [
    {
      name: `${hex(number, 2)} ${name.register}`.trim(),
      lines: [arrived ? text + letter : ''],
      hot: out && arrived,
      ghost: !arrived,
    },
  ];
  if (name.device === 'UART') {
    const printed = c.moment.state.console.split('\n').filter(Boolean).at(-1) ?? '';
    cells.push({ name: c.words.text('stage.console'), lines: [printed.slice(-11)] });
  }
  return cells;
}
