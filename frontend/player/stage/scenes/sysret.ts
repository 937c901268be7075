import { svg } from 'lit';
import { hex } from '../../model/hex';
import { gate, panel, token, value, wasHere } from '../parts';
import { pinnedStackPointer, rooms, transfer, type Scene } from '../scene';

/** The way back: RCX to RIP, R11 to RFLAGS, selectors from STAR. RSP is the kernel's own business. SDM Vol. 2, "SYSRET". */
export const sysret: Scene = {
  phases: () => ['phase.load', 'phase.flags', 'phase.cross'],
  title: (_, words) => words.text('stage.title.sysret'),
  draw(c) {
    const { layout: l, moment, phase } = c;
    const { state } = moment;
    const at = phase < 3 ? l.stops.doorRight : l.stops.doorLeft;
    const here = l.wide ? 440 : 330;
    const star = state.value('star');
    const userCode = (star >> 48n) & 0xffffn;
    return svg`${rooms(c)}${gate(c, 'SYSRET')}
      <path d="M${here - 42} ${l.token.y}H${at + 40}" class="did"/>${wasHere(c, here, moment.ran?.rip)}
      ${transfer(c, l.rows[0], ['RCX', value(c, state.hex('rcx'))], ['RIP', value(c, state.hex('rip'))], true, 1)}
      ${transfer(c, l.rows[1], ['R11', value(c, state.hex('r11'))], ['RFLAGS', value(c, state.hex('rflags'))], true, 2)}
      ${pinnedStackPointer(c)}${token(c, at, c.words.text('stage.ring', { ring: phase < 3 ? moment.cplBefore : moment.cpl }))}
      ${panel(
        c,
        c.words.text('stage.msrs'),
        [
          {
            name: 'STAR',
            lines: l.wide
              ? [`CS ${hex((userCode + 16n) | 3n, 2)}`, `SS ${hex((userCode + 8n) | 3n, 2)}`]
              : [`${hex((userCode + 16n) | 3n, 2)} · ${hex((userCode + 8n) | 3n, 2)}`],
          },
          { name: 'LSTAR', lines: [value(c, state.hex('lstar'))] },
          { name: 'FMASK', lines: [value(c, state.hex('fmask'))] },
        ],
        c.words.text('stage.no-memory'),
      )}`;
  },
};
