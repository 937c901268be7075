import { nothing, svg } from 'lit';
import { glyph } from '../../icons';
import { readGate, tssStack } from '../../model/descriptors';
import { pushedFrame, type Card } from '../../model/frames';
import { hex } from '../../model/hex';
import type { Moment } from '../../model/moment';
import { exceptionName } from '../../model/names';
import {
  appear,
  gate,
  panel,
  slot,
  textWidth,
  token,
  value,
  wasHere,
  type Canvas,
  type Cell,
  type Drawing,
} from '../parts';
import { rooms, type Scene } from '../scene';

const VECTOR = 1;
const DESCRIPTOR = 2;
const FRAME = 3;
const HANDLER = 4;

/**
 * Interrupts and exceptions: a vector, a row of the IDT, a stack from the TSS where the ring changes, cards on that stack, the handler.
 * SDM Vol. 3, "Interrupt and Exception Handling".
 */
export const delivery: Scene = {
  phases: () => ['phase.vector', 'phase.descriptor', 'phase.frame', 'phase.handler'],
  title: (moment, words) => {
    const vector = vectorOf(moment);
    const kind = moment.headline?.kind ?? '';
    const name =
      kind === 'EXC'
        ? exceptionName(vector)
        : `${kind === 'INJECT' ? words.text('stage.injected') : kind} 0x${hex(vector, 2)}`;
    return moment.cpl === moment.cplBefore
      ? words.text('stage.title.delivery-same', { name, ring: moment.cpl })
      : words.text('stage.title.delivery', { name, from: moment.cplBefore, to: moment.cpl });
  },
  draw(c) {
    const { layout: l, moment, phase } = c;
    const inward = moment.cpl !== moment.cplBefore;
    const cards = pushedFrame(moment);
    const start = inward ? l.stops.away : l.kernel.x + (l.wide ? 47 : 42);
    const at = !inward
      ? start
      : phase < DESCRIPTOR
        ? start
        : phase < HANDLER
          ? l.stops.doorLeft + (phase === FRAME ? (l.wide ? 45 : 26) : 0)
          : l.stops.doorRight;
    return svg`${rooms(c)}${inward && phase >= DESCRIPTOR ? gate(c, gateName(c), gateNote(c)) : nothing}
      ${inward && phase >= DESCRIPTOR ? svg`<path d="M${start + 42} ${l.token.y}H${at - 40}" class="did"/>${wasHere(c, start, moment.ran?.rip ?? moment.was('rip'))}` : nothing}
      ${cause(c, start)}
      ${cards.map((card, i) => drawCard(c, card, i, cards.length))}
      ${phase >= FRAME ? stackMark(c, cards.length) : nothing}
      ${inward ? slot(l.left.x, l.last, l.left.w, moment.register('RIP'), value(c, moment.was('rip')), { height: 24 }) : nothing}
      ${slot(l.right.x, l.last, l.right.w, moment.register('RIP'), phase >= HANDLER ? value(c, moment.state.hex('rip')) : '', { hot: phase >= HANDLER, ghost: phase < HANDLER, height: 24 })}
      ${token(c, at, c.words.text('stage.ring', { ring: phase < HANDLER ? moment.cplBefore : moment.cpl }))}
      ${panel(c, inward ? 'IDT · TSS' : 'IDT', tables(c, inward))}`;
  },
};

/** The ring that the step led to or from: its stack is the one that the TSS names. */
export function innerRing(moment: Moment): 0 | 1 | 2 {
  return Math.min(moment.cpl, moment.cplBefore, 2) as 0 | 1 | 2;
}

function vectorOf(moment: Moment): number {
  return Number(moment.headline?.fields['vector'] ?? 0);
}

function gateName(c: Canvas): string {
  return c.words.text('stage.gate', { vector: `0x${hex(vectorOf(c.moment), 2)}` });
}

/** Software needs the gate's permission; hardware and faults do not ask. */
function gateNote(c: Canvas): string | undefined {
  const descriptor = readGate(c.moment.state, vectorOf(c.moment));
  return c.layout.wide && descriptor && c.moment.headline?.kind === 'INT' ? `DPL ${descriptor.dpl}` : undefined;
}

/** The bolt: from the instruction, with the exception's name in red; from a device, with the device's name. */
function cause(c: Canvas, x: number): Drawing {
  const { moment, layout: l, phase } = c;
  const event = moment.headline;
  const y = l.rows[0];
  const fresh = phase === VECTOR;
  const centre = moment.cpl === moment.cplBefore ? x : l.left.x + l.left.w / 2;
  if (event?.kind === 'EXC') {
    const error = String(event.fields['errorCode'] ?? '-1');
    const label = exceptionName(vectorOf(moment)) + (error === '-1' ? '' : `(${hex(error)})`);
    const width = textWidth(label, 7.4) + 34;
    return appear(
      svg`<rect x=${centre - width / 2} y=${y} width=${width} height="24" rx="3" class="err-f"/>${glyph('bolt', centre - width / 2 + 7, y + 4, 16, 'err')}
        <text x=${centre - width / 2 + 27} y=${y + 16} class="b err-t">${label}</text>`,
      fresh,
    );
  }
  const label =
    event?.kind === 'IRQ'
      ? String(event.fields['source'] ?? '')
      : event?.kind === 'INJECT'
        ? `0x${hex(vectorOf(moment), 2)}`
        : (moment.ran?.text ?? '');
  const width = textWidth(label, 7) + 34;
  return appear(
    svg`<rect x=${centre - width / 2} y=${y} width=${width} height="24" rx="3" class="slot hot"/>${glyph('bolt', centre - width / 2 + 7, y + 4, 16, 'ink-l')}
      <text x=${centre - width / 2 + 27} y=${y + 16} class="m hot-t">${label}</text>`,
    fresh,
  );
}

/** Cards lie in the right half of the kernel's room, the first pushed on top (highest address). */
function drawCard(c: Canvas, card: Card, index: number, count: number): Drawing {
  const { x, y, w, pitch, h } = pile(c, count);
  const done = c.phase >= FRAME;
  const fresh = c.phase === FRAME;
  const content = slot(
    x,
    y + index * pitch,
    w,
    card.name === 'error' ? c.words.text('stage.error-code') : card.name,
    done ? hex(BigInt(`0x${card.value || '0'}`)) : '',
    { hot: done, ghost: !done, height: h },
  );
  return fresh
    ? svg`<g class="appear" style="animation-delay:calc(${index} * var(--rs-phase) / 8)">${content}</g>`
    : content;
}

function pile(c: Canvas, count: number): { x: number; y: number; w: number; pitch: number; h: number } {
  const { kernel, wide } = c.layout;
  const h = count > 5 ? 19 : 21;
  return wide
    ? { x: kernel.x + 90, y: kernel.y + (count > 5 ? 31 : 33), w: 102, pitch: h + 2, h }
    : { x: kernel.x + 80, y: kernel.y + 32, w: 90, pitch: h + 2, h };
}

/** Where the stack pointer is now. */
function stackMark(c: Canvas, count: number): Drawing {
  const { x, y, w, pitch } = pile(c, count);
  const bottom = y + count * pitch + 5;
  return svg`<path d="M${x + 4} ${bottom}h${w - 8}" class="go-l"/><text x=${x + w / 2} y=${bottom + 14} class="c b ink">${c.moment.register('RSP')} <tspan class="m">${value(c, c.moment.state.hex('rsp'))}</tspan></text>`;
}

function tables(c: Canvas, inward: boolean): Cell[] {
  const { moment, phase, layout: l } = c;
  const vector = vectorOf(moment);
  const descriptor = readGate(moment.state, vector);
  const cells: Cell[] = [];
  const read = phase >= DESCRIPTOR;
  if (descriptor) {
    cells.push({
      name: `${hex(vector, 2)} ${moment.headline?.kind === 'EXC' ? exceptionName(vector) : ''}`,
      lines: l.wide
        ? [`CS  ${hex(descriptor.selector, 2)}`, `→ ${hex(descriptor.offset, 8)}`, `DPL ${descriptor.dpl}`]
        : [hex(descriptor.offset)],
      hot: read,
    });
  }
  const stack = inward ? tssStack(moment.state, innerRing(moment)) : undefined;
  if (stack) {
    cells.push({
      name: `${moment.register('RSP')}${innerRing(moment)}`,
      lines:
        stack.selector === undefined || !l.wide
          ? [hex(stack.pointer, l.wide ? 8 : 1)]
          : [hex(stack.pointer, 8), `SS ${hex(stack.selector, 2)}`],
      hot: phase >= FRAME,
      arrow: phase >= FRAME ? { y: l.panel.y + 141, fresh: phase === FRAME } : undefined,
    });
  }
  return cells;
}
