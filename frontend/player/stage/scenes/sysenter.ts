import { nothing, svg } from 'lit';
import { gate, panel, slot, token, value, wasHere, type Canvas, type Cell } from '../parts';
import { rooms, transfer, type Scene } from '../scene';

/** SYSENTER takes CS, EIP and ESP from MSRs and saves nothing at all. SDM Vol. 2, "SYSENTER". */
export const sysenter: Scene = {
  phases: () => ['phase.load', 'phase.stack', 'phase.mask'],
  title: (_, words) => words.text('stage.title.sysenter'),
  draw(c) {
    const { layout: l, moment, phase } = c;
    const { state } = moment;
    const at = phase < 2 ? l.stops.doorLeft : l.stops.doorRight;
    const here = l.stops.away;
    const lost = c.words.text('stage.not-saved');
    return svg`${rooms(c)}${gate(c, 'SYSENTER')}
      <path d="M${here + 42} ${l.token.y}H${at - 40}" class="did"/>${wasHere(c, here, moment.ran?.rip)}
      ${slot(l.left.x, l.rows[0], l.left.w, moment.register('RIP'), lost, { ghost: true })}${slot(l.right.x, l.rows[0], l.right.w, moment.register('RIP'), value(c, state.hex('rip')), { hot: true })}
      ${slot(l.left.x, l.rows[1], l.left.w, moment.register('RSP'), lost, { ghost: true })}
      ${slot(l.right.x, l.rows[1], l.right.w, moment.register('RSP'), phase >= 2 ? value(c, state.hex('rsp')) : '', { hot: phase >= 2, ghost: phase < 2 })}
      ${phase >= 3 ? slot(l.right.x, l.rows[2], l.right.w, moment.register('RFLAGS'), value(c, state.hex('rflags')), { hot: true }) : nothing}
      ${token(c, at, c.words.text('stage.ring', { ring: phase < 2 ? moment.cplBefore : moment.cpl }))}
      ${panel(c, c.words.text('stage.msrs'), sysenterMsrs(c), c.words.text('stage.no-memory'))}`;
  },
};

/** SYSEXIT goes where EDX says, with the stack of ECX. SDM Vol. 2, "SYSEXIT". */
export const sysexit: Scene = {
  phases: () => ['phase.load', 'phase.stack', 'phase.cross'],
  title: (_, words) => words.text('stage.title.sysexit'),
  draw(c) {
    const { layout: l, moment, phase } = c;
    const { state } = moment;
    const at = phase < 3 ? l.stops.doorRight : l.stops.doorLeft;
    const here = l.wide ? 440 : 330;
    return svg`${rooms(c)}${gate(c, 'SYSEXIT')}
      <path d="M${here - 42} ${l.token.y}H${at + 40}" class="did"/>${wasHere(c, here, moment.ran?.rip)}
      ${transfer(c, l.rows[0], [moment.register('RDX'), value(c, state.hex('rdx'))], [moment.register('RIP'), value(c, state.hex('rip'))], true, 1)}
      ${transfer(c, l.rows[1], [moment.register('RCX'), value(c, state.hex('rcx'))], [moment.register('RSP'), value(c, state.hex('rsp'))], true, 2)}
      ${token(c, at, c.words.text('stage.ring', { ring: phase < 3 ? moment.cplBefore : moment.cpl }))}
      ${panel(c, c.words.text('stage.msrs'), sysenterMsrs(c), c.words.text('stage.no-memory'))}`;
  },
};

function sysenterMsrs(c: Canvas): Cell[] {
  const { state } = c.moment;
  return [
    { name: 'SYSENTER_CS', lines: [value(c, state.hex('sysenter_cs'))] },
    { name: 'SYSENTER_EIP', lines: [value(c, state.hex('sysenter_eip'))] },
    { name: 'SYSENTER_ESP', lines: [value(c, state.hex('sysenter_esp'))] },
  ];
}
