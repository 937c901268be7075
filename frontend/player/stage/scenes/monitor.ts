import { nothing, svg } from 'lit';
import { deedOf, valuesOf } from '../../i18n/probes';
import type { Moment } from '../../model/moment';
import { isBelow, logOf } from '../../model/world';
import type { RunEvent } from '../../recording';
import { centre, clip, floor, houseOf, houseRooms, roomOfLane, type House, type Room } from '../house';
import { arrow, slot, textWidth, token, type Canvas, type Drawing } from '../parts';
import type { Scene } from '../scene';
import { argumentName, callerOf, envelope } from './domains';

/** What software did on its own, from probes: a monitor that stands in for the machine, a guest that acts, an entry of a list. */

const CARD = 236;

/** The guest's instruction that trapped, and what the hypervisor does about it; or what a guest does by itself. */
export const deed: Scene = {
  house: true,
  phases: (moment) => (causeOf(moment) ? ['phase.trap', 'phase.service'] : ['phase.service']),
  title: (moment, words) => deedOf(moment.headline, words).replace(/^./, (first) => first.toUpperCase()),
  draw(c) {
    const house = houseOf(c);
    const room = roomOfLane(house, c.moment.ran?.lane);
    return room ? guestDeed(c, house, room) : hostDeed(c, house);
  },
};

function hostDeed(c: Canvas, house: House): Drawing {
  const { moment, words, phase } = c;
  const cause = causeOf(moment);
  const caller = callerOf(c, house);
  const from = caller ? centre(caller.box) : c.layout.width / 2;
  const left = c.layout.wide ? Math.min(Math.max(from - CARD / 2, 196), 286) : 16;
  const top = house.below.y + (c.layout.wide ? 14 : 20);
  const done = cause === undefined || phase >= 2;
  const tried = cause && clip(moment.run.delta(cause.tick)?.text?.replace(/\s+/g, ' ') ?? '', 150, 6.7);
  const width = tried ? Math.max(92, textWidth(tried, 6.7) + 16) : 0;
  const x = caller ? Math.min(Math.max(from, width / 2 + 12), c.layout.width - width / 2 - 12) : from;
  const rows = valuesOf(moment.headline, words).slice(0, 2);
  return svg`${houseRooms(c, house)}${floor(c, house, cause ? [x] : [])}
    ${
      tried
        ? svg`<rect x=${x - width / 2} y=${house.up - 14} width=${width} height="28" rx="6" class="gone"/><text x=${x} y=${house.up + 4} class="c m">${tried}</text>
          ${arrow(down(x, house, Math.min(Math.max(x, left + 20), left + CARD - 20), top - 4), 'did', phase === 1)}`
        : nothing
    }
    ${slot(left, top, CARD, clip(deedOf(moment.headline, words), CARD - 20, 6.7), '', { hot: done, ghost: !done, height: 24 })}
    ${rows.map(([name, text], i) => slot(left, top + 30 + i * 26, CARD, name, done ? text : '', { hot: done, ghost: !done, height: 22 }))}
    ${token(c, left + CARD + 58, words.text('stage.ring', { ring: moment.cpl }), house.down)}`;
}

function guestDeed(c: Canvas, house: House, room: Room): Drawing {
  const { moment, words } = c;
  const { box } = room;
  const rows = valuesOf(moment.headline, words).slice(0, 1);
  return svg`${houseRooms(c, house)}${floor(c, house)}
    ${token(c, centre(box), clip(moment.ran?.text?.replace(/\s+/g, ' ') ?? '', Math.max(64, box.w - 40), 6.7), house.up - 15)}
    ${rows.map(([name, text]) => slot(box.x + 10, box.y + box.h - 27, box.w - 20, clip(name, box.w - 100), text, { hot: true, height: 22 }))}`;
}

/** Straight down, or round a corner in the gap between guests and hypervisor. */
function down(from: number, house: House, to: number, y: number): string {
  return from === to ? `M${from} ${house.up + 16}V${y}` : `M${from} ${house.up + 16}V${house.hole + 7}H${to}V${y}`;
}

/** The trap that began the hypervisor's present turn; none where the guest acts, or nobody asked. */
function causeOf(moment: Moment): RunEvent | undefined {
  const { lanes } = moment.run.recording;
  const below = (id: string | undefined): boolean => lanes.some((lane) => lane.id === id && isBelow(lane));
  if (!below(moment.ran?.lane)) return undefined;
  const trap = logOf(moment.run, 'VMEXIT', 'EXC', 'INT').before(moment.tick).at(-1);
  return trap && !below(moment.run.delta(trap.tick)?.lane) ? trap : undefined;
}

/** One entry of a multicall: a list of requests that came through the door together. Xen public headers, "multicall_entry". */
export const listed: Scene = {
  house: true,
  phases: () => ['phase.service'],
  title: (moment, words) => words.text('stage.title.listed', placeInList(moment)),
  draw(c) {
    const { moment, words } = c;
    const house = houseOf(c);
    const { entry, count } = placeInList(moment);
    const args = String(moment.headline?.fields['args'] ?? '')
      .split(', ')
      .filter(Boolean);
    const caller = callerOf(c, house);
    const x = caller ? centre(caller.box) : c.layout.width / 2;
    const step = Math.min(26, (c.layout.width - 60) / Math.max(1, count));
    const start = Math.min(Math.max(30, x - (count * step) / 2), c.layout.width - 30 - count * step);
    const left = c.layout.wide ? 330 : 196;
    const at = c.layout.wide ? 210 : 96;
    return svg`${houseRooms(c, house)}${floor(c, house)}
      ${Array.from({ length: count }, (_, i) => {
        const now = i + 1 === entry;
        return svg`<rect x=${start + i * step} y=${house.up - 12} width=${step - 4} height="24" rx="3" class=${now ? 'ink-f' : i + 1 < entry ? 'slot' : 'ghost'}/>
          <text x=${start + i * step + (step - 4) / 2} y=${house.up + 4} class="c b ${now ? 'tok-t' : ''}">${i + 1}</text>`;
      })}
      ${arrow(`M${start + (entry - 0.5) * step - 2} ${house.up + 14}V${house.hole + 7}H${at}V${house.down - 28}`, 'did', true)}
      <g transform="translate(${at} ${house.down})">${envelope(moment)}</g>
      ${args.slice(0, 3).map((arg, i) => slot(left, house.below.y + 14 + i * 26, 180, argumentName(moment, i), clip(arg, 120, 6.7), { hot: true, height: 22 }))}
      ${c.layout.wide ? token(c, 570, words.text('stage.ring', { ring: moment.cpl }), house.down) : nothing}`;
  },
};

/** The number of an entry in its list, and how long the list is: from the hypercall before to the answer after. */
function placeInList(moment: Moment): { entry: number; count: number; name: string } {
  const { events } = moment.run.recording;
  const tick = moment.tick - 1;
  const opens = events.findLast((event) => event.kind === 'HCALL' && event.tick <= tick)?.tick ?? 0;
  const closes = events.find((event) => event.kind === 'HRET' && event.tick > tick)?.tick ?? Infinity;
  const list = events.filter((event) => event.kind === 'LISTED' && event.tick >= opens && event.tick <= closes);
  return {
    entry: list.findIndex((event) => event.tick === tick) + 1,
    count: list.length,
    name: String(moment.headline?.fields['name'] ?? ''),
  };
}
