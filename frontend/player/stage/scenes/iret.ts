import { nothing, svg } from 'lit';
import { poppedFrame, type Card } from '../../model/frames';
import { arrow, gate, panel, slot, token, value, wasHere, type Canvas, type Drawing } from '../parts';
import { ROW_HEIGHT } from '../layout';
import { rooms, type Scene } from '../scene';
import { innerRing } from './delivery';
import { tssStack } from '../../model/descriptors';
import { hex } from '../../model/hex';

/** IRET takes the cards back, lowest address first. SDM Vol. 2, "IRET/IRETD/IRETQ". */
export const iret: Scene = {
  phases: () => ['phase.frame', 'phase.load', 'phase.cross'],
  title: (moment, words) => words.text('stage.title.iret', { from: moment.cplBefore, to: moment.cpl }),
  draw(c) {
    const { layout: l, moment, phase } = c;
    const outward = moment.cpl !== moment.cplBefore;
    const cards = poppedFrame(moment);
    const here = l.kernel.x + (l.wide ? 47 : 42);
    const at = !outward
      ? here
      : phase < 2
        ? l.stops.doorRight
        : phase < 3
          ? (l.stops.doorLeft + l.stops.doorRight) / 2
          : l.stops.doorLeft;
    return svg`${rooms(c)}${outward ? gate(c, 'IRET') : nothing}
      ${outward && phase >= 3 ? wasHere(c, here, moment.ran?.rip) : nothing}
      ${cards.map((card, i) => drawCard(c, card, i))}
      ${outward ? restored(c, cards) : nothing}
      ${token(c, at, c.words.text('stage.ring', { ring: phase < 3 ? moment.cplBefore : moment.cpl }))}
      ${stackPanel(c)}`;
  },
};

/** Each card until its register is loaded; then a dashed outline: it is still in memory, but free. */
function drawCard(c: Canvas, card: Card, index: number): Drawing {
  const { kernel, wide } = c.layout;
  const x = kernel.x + (wide ? 90 : 80);
  const taken = c.phase >= 2;
  return slot(x, kernel.y + 33 + index * 23, wide ? 102 : 90, card.name, hex(BigInt(`0x${card.value || '0'}`)), {
    hot: !taken,
    ghost: taken,
    height: 21,
  });
}

function restored(c: Canvas, cards: readonly Card[]): Drawing {
  const { layout: l, phase } = c;
  const done = phase >= 2;
  const rows = [l.rows[0], l.rows[1], l.rows[2], l.last];
  const y = l.rows[0] + ROW_HEIGHT / 2;
  const way = `M${l.kernel.x + (l.wide ? 88 : 78)} ${y}H${l.left.x + l.left.w + 4}`;
  const shown = cards.filter((card) => card.name !== 'CS').reverse();
  return svg`${done ? svg`<path d="M${l.kernel.x + 84} ${y}H${l.left.x + l.left.w + 8}" class="under"/>${arrow(way, 'did', phase === 2)}` : nothing}
    ${shown.slice(0, 4).map((card, i) => slot(l.left.x, rows[i] ?? l.last, l.left.w, card.name, done ? hex(BigInt(`0x${card.value || '0'}`), l.wide ? 8 : 1) : '', { hot: done, ghost: !done, height: ROW_HEIGHT }))}`;
}

function stackPanel(c: Canvas): Drawing {
  const { moment } = c;
  const stack = tssStack(moment.state, innerRing(moment));
  const cells = [
    {
      name: moment.register('RSP'),
      lines: [value(c, moment.was('rsp')), ...(c.layout.wide ? [`→ ${value(c, moment.state.hex('rsp'))}`] : [])],
    },
  ];
  if (stack)
    cells.push({
      name: `${moment.register('RSP')}${innerRing(moment)}`,
      lines: [hex(stack.pointer, c.layout.wide ? 8 : 1)],
    });
  return panel(c, c.words.text('stage.stack'), cells);
}
