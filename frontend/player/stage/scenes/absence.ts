import { nothing, svg } from 'lit';
import { hex } from '../../model/hex';
import { logOf } from '../../model/world';
import { centre, clip, floor, houseOf, houseRooms, roomOfLane } from '../house';
import { arrow, room as roomBox, slot, token, value, type Canvas, type Drawing } from '../parts';
import type { Scene } from '../scene';

/** Most marks that fit into a room; more instructions share them. */
const BEATS = 60;

/** An ordinary instruction of a guest: what did not happen is drawn, too. Nobody below the floor woke. */
export const absence: Scene = {
  house: true,
  phases: () => [],
  title: (moment, words) =>
    words.text('stage.title.absence', { count: words.number(sinceExit(moment.tick, moment.run)) }),
  draw(c) {
    const { moment } = c;
    const house = houseOf(c);
    const room = roomOfLane(house, moment.lane?.id) ?? roomOfLane(house, moment.ran?.lane) ?? house.rooms[0];
    if (!room) return nothing;
    const { box } = room;
    const count = sinceExit(moment.tick, moment.run);
    const text = moment.ran?.text?.replace(/\s+/g, ' ') ?? '';
    const x = house.below.x + house.below.w / 2;
    const y = house.below.y + (c.layout.wide ? 32 : 56);
    return svg`${houseRooms(c, house)}${floor(c, house)}
      ${beats(box.x + 12, box.y + box.h - 20, box.w - 24, count)}
      ${token(c, centre(box), clip(text, Math.max(64, box.w - 40), 6.7), house.up - 13)}
      <rect x=${x - 130} y=${y} width="260" height="52" rx="4" class="ghost" style="fill:var(--rs-pane)"/>
      <rect x=${x - 118} y=${y + 10} width="32" height="32" rx="3" class="ink-f"/><text x=${x - 102} y=${y + 33} class="c b tok-t zero">0</text>
      <text x=${x - 76} y=${y + 23} class="b ink">${c.words.text('stage.no-exits')}</text>
      <text x=${x - 76} y=${y + 39}>${c.words.text('stage.instructions-since', { count: c.words.number(count) })}</text>`;
  },
};

/** Steps since the processor last entered this guest (or the run began). */
function sinceExit(tick: number, run: Canvas['moment']['run']): number {
  const last = logOf(run, 'VMEXIT', 'VMENTRY').last(tick);
  return tick - (last === undefined ? 0 : last.tick + 1);
}

function beats(x: number, y: number, w: number, count: number): Drawing {
  const shown = Math.min(BEATS, Math.floor(w / 7), count);
  return svg`${Array.from({ length: shown }, (_, i) => svg`<rect x=${x + i * 7} y=${y} width="5" height="10" rx="1" class="beat"/>`)}`;
}

/** A load or store that reached a device through its address instead of a port. */
export const memoryMapped: Scene = {
  phases: (moment) =>
    moment.headline?.fields['write'] === true ? ['phase.send', 'phase.arrive'] : ['phase.ask', 'phase.answer'],
  title: (moment, words) =>
    words.text('stage.title.mmio', {
      device: String(moment.headline?.fields['device'] ?? ''),
      address: hex(String(moment.headline?.fields['physical'] ?? '0'), 8),
    }),
  draw: (c) => mappedDrawing(c),
};

function mappedDrawing(c: Canvas): Drawing {
  const { moment, layout: l, phase } = c;
  const { write, physical, size, value: moved, device } = moment.headline?.fields ?? {};
  const out = write === true;
  const text = hex(String(moved ?? '0'), Number(size ?? 1) * 2);
  const arrived = phase >= 2;
  const room = l.wide ? { x: 14, y: 22, w: 360, h: 226 } : { x: 8, y: 8, w: 374, h: 130 };
  const chip = l.wide ? { x: 452, y: 22, w: 174, h: 226 } : { x: 8, y: 176, w: 374, h: 96 };
  const domain = moment.run.recording.lanes.find((each) => each.id === moment.ran?.lane)?.domain ?? 'kernel';
  return svg`${roomBox(room, domain, c.words.text('stage.room', { ring: moment.cpl, who: c.words.text(`domain.${domain}`) }), { double: moment.cpl === 0 })}${roomBox(chip, 'device', String(device ?? ''))}
    ${token(c, room.x + room.w / 2, clip(moment.ran?.text?.replace(/\s+/g, ' ') ?? '', 200, 6.7), l.wide ? 110 : 66)}
    ${slot(room.x + 24, room.y + room.h - 46, room.w - 48, c.words.text('stage.address'), value(c, String(physical ?? '0')), { height: 26 })}
    ${slot(chip.x + 12, chip.y + (l.wide ? 100 : 40), chip.w - 24, hex(String(physical ?? '0')).slice(-3), arrived ? text : '', { hot: arrived, ghost: !arrived, height: 26 })}
    ${l.wide ? arrow(`M${out ? room.x + room.w + 2 : chip.x - 2} 136H${out ? chip.x - 4 : room.x + room.w + 6}`, 'did', true) : arrow(out ? `M195 ${room.y + room.h + 2}V${chip.y - 4}` : `M195 ${chip.y - 2}V${room.y + room.h + 6}`, 'did', true)}`;
}
