import { nothing, svg } from 'lit';
import type { Lane } from '../recording';
import { isBelow, isVirtualized, runningLanes } from '../model/world';
import type { Box } from './layout';
import { room, textWidth, type Canvas, type Drawing } from './parts';

/**
 * The house: guests above, the hypervisor below, and between them the floor of root operation where the machine has one.
 * In each group ring 3 stands left of ring 0, as everywhere.
 */
export interface House {
  readonly rooms: readonly Room[];
  readonly below: Box;
  /** Top of the floor; 14 high. */
  readonly floor: number;
  /** Where VMCS or VMCB lies. */
  readonly block: Box;
  /** Height of the token's centre: above, in the hole of the floor, below. */
  readonly up: number;
  readonly hole: number;
  readonly down: number;
}

export interface Room {
  readonly lane: Lane;
  readonly box: Box;
}

export const FLOOR_HEIGHT = 14;

/** The house of a run. With `block`, a control block lies on that side of the hypervisor's room. */
export function houseOf(c: Canvas, options: { block?: 'left' | 'right' } = {}): House {
  const { wide } = c.layout;
  const { recording } = c.moment.run;
  const above = order(runningLanes(recording).filter((lane) => !isBelow(lane)));
  const rooms = split(wide ? { x: 14, y: 22, w: 612, h: 92 } : { x: 8, y: 8, w: 374, h: 82 }, above);
  if (wide) {
    const below = { x: options.block === 'left' ? 172 : 14, y: 150, w: options.block ? 454 : 612, h: 104 };
    const block = { x: options.block === 'right' ? 478 : 14, y: 148, w: 148, h: 106 };
    return { rooms, below, floor: 122, block, up: 84, hole: 129, down: 190 };
  }
  const below = { x: 8, y: 112, w: 374, h: options.block ? 90 : 161 };
  return { rooms, below, floor: 94, block: { x: 8, y: 207, w: 374, h: 68 }, up: 68, hole: 101, down: 168 };
}

/** Guests first, then Dom0; inside a domain the outer ring first. */
function order(lanes: readonly Lane[]): Lane[] {
  const group = (lane: Lane): number => (lane.domain === 'dom0' ? 1 : 0);
  const own = (lane: Lane): number => (lane.domain === 'user' ? 0 : 1);
  return [...lanes].sort((a, b) => group(a) - group(b) || b.ring - a.ring || own(a) - own(b));
}

/** Equal rooms beside each other; domains stand further apart than the rooms of one. */
function split(area: Box, lanes: readonly Lane[]): Room[] {
  const gaps = lanes.map((lane, i): number =>
    i === 0 ? 0 : (lanes[i - 1]?.domain === 'dom0') === (lane.domain === 'dom0') ? 8 : 24,
  );
  const width = (area.w - gaps.reduce((sum, gap) => sum + gap, 0)) / Math.max(1, lanes.length);
  let x = area.x;
  return lanes.map((lane, i) => {
    x += gaps[i] ?? 0;
    const box = { x, y: area.y, w: width, h: area.h };
    x += width;
    return { lane, box };
  });
}

/** What a lane is called on the stage: its name in the scenario's words, else ring and domain. */
export function laneName(c: Canvas, lane: Lane): string {
  return (
    c.laneNames?.[lane.id] ??
    c.words.text('stage.room', { ring: lane.ring, who: c.words.text(`domain.${lane.domain}`) })
  );
}

/** Rooms above and the hypervisor's room below, each with its name and ring; the lower name stands where nothing covers it. */
export function houseRooms(c: Canvas, house: House, label: 'bottom' | 'bottom-right' = 'bottom'): Drawing {
  const host = runningLanes(c.moment.run.recording).find(isBelow);
  return svg`${house.rooms.map(({ lane, box }) => room(box, lane.domain, clip(laneName(c, lane), box.w - 50), { double: lane.ring === 0 }))}
    ${room(house.below, host?.domain ?? 'hypervisor', clip(host ? laneName(c, host) : c.words.text('domain.hypervisor'), house.below.w - 50), { double: true, label })}`;
}

/** The floor with holes at the given centres. Only a machine with root and non-root operation has one. */
export function floor(c: Canvas, house: House, holes: readonly number[] = [], caption = true): Drawing {
  const { recording } = c.moment.run;
  if (!isVirtualized(recording)) return nothing;
  const half = c.layout.wide ? 44 : 40;
  const edges = [0, ...[...holes].sort((a, b) => a - b).flatMap((x) => [x - half, x + half]), c.layout.width];
  const slabs: Drawing[] = [];
  for (let i = 0; i + 1 < edges.length; i += 2) {
    const from = edges[i] ?? 0;
    const to = edges[i + 1] ?? 0;
    if (to > from)
      slabs.push(svg`<rect x=${from} y=${house.floor} width=${to - from} height=${FLOOR_HEIGHT} class="floor"/>`);
  }
  return svg`${slabs}${caption ? sides(c, house, holes.map((x) => x - half).concat(c.layout.width)) : nothing}`;
}

/** What is above and what below, as the processor's manual calls it: modes of VMX operation, or guest and host mode of AMD-V. */
function sides(c: Canvas, house: House, ends: readonly number[]): Drawing {
  const text = c.words.text(c.moment.run.recording.machine.vendor === 'amd' ? 'stage.floor.svm' : 'stage.floor.vmx');
  const width = textWidth(text, 6.2);
  const free = Math.min(...ends) > width + 16;
  const last = Math.max(...ends.slice(0, -1), 0) + (c.layout.wide ? 88 : 80);
  if (!free && last + width + 16 > c.layout.width) return nothing;
  return svg`<text x=${free ? 10 : c.layout.width - 10} y=${house.floor + 11} class="b floor-t ${free ? '' : 'end'}">${text}</text>`;
}

/** Words on the floor, where they fit: left of `x`, or right of it. */
export function onFloor(c: Canvas, house: House, x: number, text: string): Drawing {
  if (!isVirtualized(c.moment.run.recording)) return nothing;
  const width = textWidth(text, 6.2);
  const half = c.layout.wide ? 54 : 48;
  const right = x + half + width < c.layout.width;
  if (!right && x - half - width < 0) return nothing;
  return svg`<text x=${right ? x + half : x - half} y=${house.floor + 11} class="b floor-t ${right ? '' : 'end'}">${text}</text>`;
}

/** The room of a lane; the first room where the lane is not above. */
export function roomOfLane(house: House, lane: string | undefined): Room | undefined {
  return house.rooms.find((each) => each.lane.id === lane);
}

/** The guest that was left or entered: the lane before or after the step that stands above. */
export function guestRoom(c: Canvas, house: House): Room | undefined {
  const { ran, next } = c.moment;
  return roomOfLane(house, ran?.lane) ?? roomOfLane(house, next?.lane) ?? house.rooms[0];
}

export function centre(box: Box): number {
  return box.x + box.w / 2;
}

/** A text cut to a width; the end of it is what can be missed. */
export function clip(text: string, width: number, perCharacter = 5.6): string {
  if (textWidth(text, perCharacter) <= width) return text;
  let cut = text;
  while (cut.length > 1 && textWidth(`${cut}…`, perCharacter) > width) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
}
