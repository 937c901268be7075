import { nothing, svg } from 'lit';
import type { Key, Words } from '../i18n/words';
import type { Moment } from '../model/moment';
import { glyph } from '../icons';
import type { Lane } from '../recording';
import { isBelow, isVirtualized } from '../model/world';
import { ROW_HEIGHT, type Box } from './layout';
import { crossing, room, slot, textWidth, value, walls, type Canvas, type Drawing } from './parts';

/** How one kind of event is drawn. One small module each; every drawing cites the moment's event and reads its numbers from the moment. */
export interface Scene {
  /** It draws guests and hypervisor itself. Other scenes show one side of the floor. */
  readonly house?: boolean;
  /** Names of the phases, in order; one for a scene that is a still. */
  phases(moment: Moment): readonly Key[];
  /** Beside the pane's title: what this is, in a few words. */
  title(moment: Moment, words: Words): string;
  draw(c: Canvas): Drawing;
}

/** The rooms and the walls between them. A room in which no lane of this run ever is, is only an outline. */
export function rooms(c: Canvas): Drawing {
  const { layout } = c;
  return svg`${layout.strip ? room(layout.strip, 'user', c.words.text('stage.ring', { ring: 3 }), { unused: !laneOf(c, 3) }) : nothing}
    ${roomOf(c, layout.outer, layout.user)}${roomOf(c, layout.inner, layout.kernel)}${walls(c)}`;
}

/** The lane that runs in a ring: of those with that ring the one that runs now, else one on the same side of the floor. */
function laneOf(c: Canvas, ring: number): Lane | undefined {
  const { ran, lane: now, run } = c.moment;
  const floor = isVirtualized(run.recording);
  const beside = (lane: Lane): boolean => !floor || now === undefined || isBelow(lane) === isBelow(now);
  const lanes = run.recording.lanes.filter((lane) => lane.of === undefined && lane.ring === ring);
  return (
    lanes.find((lane) => lane.id === now?.id) ??
    lanes.find((lane) => lane.id === ran?.lane) ??
    lanes.find((lane) => beside(lane) && (lane.domain === 'dom0') === (now?.domain === 'dom0')) ??
    lanes.find((lane) => beside(lane))
  );
}

/** The room of a ring, in the hue of who runs there. */
function roomOf(c: Canvas, ring: 0 | 1 | 3, box: Box): Drawing {
  const lane = laneOf(c, ring);
  const domain = lane?.domain ?? (ring === 0 ? 'kernel' : 'user');
  return room(box, domain, c.words.text('stage.room', { ring, who: c.words.text(`domain.${domain}`) }), {
    double: ring === 0,
    unused: lane === undefined,
  });
}

/** RSP in both rooms with a bar between: it did not move. Only drawn where the run says so. */
export function pinnedStackPointer(c: Canvas): Drawing {
  const { layout, moment, words } = c;
  if (moment.state.before('rsp') !== undefined) return nothing;
  const name = moment.register('RSP');
  const text = value(c, moment.state.hex('rsp'));
  const { left, right, last } = layout;
  const label = words.text('stage.not-moved');
  const y = last + 12;
  const from = left.x + left.w;
  const centre = (from + right.x) / 2;
  const width = Math.max(layout.wide ? 84 : 74, textWidth(label, 6.2) + 30);
  return svg`${slot(left.x, last, left.w, name, text, { firm: true, height: 24 })}${slot(right.x, last, right.w, name, text, { firm: true, height: 24 })}
    <path d="M${from} ${y - 2.5}H${right.x}M${from} ${y + 2.5}H${right.x}" class="under"/><path d="M${from} ${y - 2.5}H${right.x}M${from} ${y + 2.5}H${right.x}" class="ink-l"/>
    <rect x=${centre - width / 2} y=${y - 13} width=${width} height="26" rx="4" class="slot firm" style="fill:var(--rs-pane)"/>
    ${glyph('pin', centre - width / 2 + 5, y - 6.5, 13, 'ink-l')}<text x=${centre - width / 2 + 21} y=${y + 4} class="b ink">${label}</text>`;
}

/** A value that goes from one room to the other: slot, arrow, slot. Until its phase the target is dashed. */
export function transfer(
  c: Canvas,
  row: number,
  from: [name: string, text: string],
  to: [name: string, text: string],
  leftwards: boolean,
  at: number,
): Drawing {
  const { left, right } = c.layout;
  const done = c.phase >= at;
  const [source, target] = leftwards ? [right, left] : [left, right];
  return svg`${slot(source.x, row, source.w, from[0], from[1])}
    ${done ? crossing(c, row + ROW_HEIGHT / 2, leftwards, c.phase === at) : nothing}
    ${slot(target.x, row, target.w, to[0], done ? to[1] : '', { hot: done, ghost: !done })}`;
}
