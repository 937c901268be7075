import { svg } from 'lit';
import { hex } from '../../model/hex';
import { arrow, gate, panel, slot, token, value, wasHere, type Canvas, type Cell } from '../parts';
import { ROW_HEIGHT } from '../layout';
import { pinnedStackPointer, rooms, transfer, type Scene } from '../scene';

const SAVE = 1;
const LOAD = 2;
const MASK = 3;

/** The fast doorway: RIP to RCX, RFLAGS to R11, LSTAR to RIP, FMASK strikes flags. No stack cards; RSP stays. SDM Vol. 2, "SYSCALL". */
export const syscall: Scene = {
  phases: () => ['phase.save', 'phase.load', 'phase.mask'],
  title: (_, words) => words.text('stage.title.syscall'),
  draw(c) {
    const { layout: l, moment, phase } = c;
    const { state } = moment;
    const returnAddress = value(c, state.hex('rcx'));
    const flags = value(c, moment.was('rflags'));
    const at = phase < LOAD ? l.stops.doorLeft : l.stops.doorRight;
    const target = l.right.x + 70;
    const here = l.stops.away;
    return svg`${rooms(c)}${gate(c, 'SYSCALL')}
      <path d="M${here + 42} ${l.token.y}H${at - 40}" class="did"/>${wasHere(c, here, moment.ran?.rip)}
      ${slot(l.wide ? target : l.right.x + 46, l.token.y - 12, l.wide ? 110 : 108, 'RIP', phase >= LOAD ? value(c, state.hex('rip')) : '', { hot: phase >= LOAD, ghost: phase < LOAD, height: 24 })}
      ${phase >= LOAD ? arrow(`M${l.stops.doorRight + 41} ${l.token.y}H${l.wide ? target - 4 : l.right.x + 42}`, 'go', phase === LOAD) : svg``}
      ${transfer(c, l.rows[0], ['RIP', returnAddress], ['RCX', returnAddress], false, SAVE)}
      ${transfer(c, l.rows[1], ['RFLAGS', flags], ['R11', value(c, state.hex('r11'))], false, SAVE)}
      ${slot(l.right.x, l.rows[2], l.right.w, 'RFLAGS', phase >= MASK ? value(c, state.hex('rflags')) : flags, { hot: phase >= MASK })}
      ${pinnedStackPointer(c)}${token(c, at, c.words.text('stage.ring', { ring: phase < LOAD ? moment.cplBefore : moment.cpl }))}
      ${panel(c, c.words.text('stage.msrs'), msrs(c), c.words.text('stage.no-memory'))}`;
  },
};

function msrs(c: Canvas): Cell[] {
  const { moment, phase, layout: l } = c;
  const { state } = moment;
  const star = state.value('star');
  const kernelCode = (star >> 32n) & 0xfffcn;
  const changed = (name: string, to: bigint): string =>
    `${hex(BigInt(`0x${moment.was(name) ?? '0'}`), 2)} → ${hex(to, 2)}`;
  return [
    {
      name: 'LSTAR',
      lines: [value(c, state.hex('lstar'))],
      arrow: phase >= LOAD ? { y: l.token.y, fresh: phase === LOAD } : undefined,
    },
    {
      name: 'STAR',
      lines: l.wide
        ? [`CS ${changed('cs', kernelCode)}`, `SS ${changed('ss', kernelCode + 8n)}`]
        : [`${hex(kernelCode, 2)} · ${hex(kernelCode + 8n, 2)}`],
    },
    {
      name: 'FMASK',
      lines: [value(c, state.hex('fmask'))],
      arrow: phase >= MASK ? { y: l.rows[2] + ROW_HEIGHT / 2, fresh: phase === MASK } : undefined,
    },
  ];
}
