import type { Lane } from '../recording';

/** Where things stand. Left is ring 3, right is ring 0, between them the wall of the rings that nobody uses. This never changes. */
export interface Layout {
  readonly wide: boolean;
  readonly width: number;
  readonly height: number;
  /** Ring of the left working room: 3, or 1 where a guest's kernel is deprivileged. */
  readonly outer: 3 | 1;
  /** Ring of the right working room: 0, or 1 where an application talks to a deprivileged kernel. */
  readonly inner: 0 | 1;
  /** The left working room. */
  readonly user: Box;
  /** Ring 3 as a narrow strip, where `outer` is 1. */
  readonly strip?: Box;
  readonly kernel: Box;
  /** The rings between that nobody uses: 2 and 1, or 2 alone. */
  readonly walls: readonly Box[];
  readonly gate: Box;
  /** What the scene needs besides the rooms: MSRs, a device, the IDT. A column, or a row below on narrow screens. */
  readonly panel: Box;
  readonly token: { w: number; h: number; y: number };
  /** Centres of the token: in a room, on its way out of the left room, and on either side of the doorway. */
  readonly stops: { user: number; away: number; doorLeft: number; doorRight: number; kernel: number };
  /** Columns of value slots in the two rooms. */
  readonly left: { x: number; w: number };
  readonly right: { x: number; w: number };
  /** Tops of the slot rows; `last` is the row of the stack pointer. */
  readonly rows: readonly [number, number, number];
  readonly last: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export const ROW_HEIGHT = 22;

export const WIDE: Layout = {
  wide: true,
  outer: 3,
  inner: 0,
  width: 640,
  height: 262,
  user: { x: 14, y: 22, w: 196, h: 226 },
  kernel: { x: 302, y: 22, w: 200, h: 226 },
  walls: [
    { x: 216, y: 22, w: 37, h: 226 },
    { x: 259, y: 22, w: 37, h: 226 },
  ],
  gate: { x: 212, y: 54, w: 88, h: 50 },
  panel: { x: 520, y: 22, w: 108, h: 226 },
  token: { w: 78, h: 36, y: 80 },
  stops: { user: 112, away: 80, doorLeft: 211, doorRight: 301, kernel: 402 },
  left: { x: 26, w: 172 },
  right: { x: 314, w: 180 },
  rows: [116, 146, 176],
  last: 208,
};

export const COMPACT: Layout = {
  wide: false,
  outer: 3,
  inner: 0,
  width: 390,
  height: 281,
  user: { x: 8, y: 8, w: 136, h: 214 },
  kernel: { x: 206, y: 8, w: 176, h: 214 },
  walls: [
    { x: 148, y: 8, w: 25, h: 214 },
    { x: 177, y: 8, w: 25, h: 214 },
  ],
  gate: { x: 144, y: 44, w: 62, h: 46 },
  panel: { x: 8, y: 232, w: 374, h: 44 },
  token: { w: 70, h: 34, y: 68 },
  stops: { user: 76, away: 65, doorLeft: 149, doorRight: 201, kernel: 294 },
  left: { x: 14, w: 124 },
  right: { x: 220, w: 154 },
  rows: [102, 132, 160],
  last: 190,
};

/** Ring 1 is a room: between a strip of ring 3, the wall of ring 2, and the room of ring 0. */
export const WIDE_RING_1: Layout = {
  ...WIDE,
  outer: 1,
  strip: { x: 14, y: 22, w: 64, h: 226 },
  user: { x: 112, y: 22, w: 184, h: 226 },
  walls: [{ x: 84, y: 22, w: 22, h: 226 }],
  gate: { x: 240, y: 54, w: 70, h: 50 },
  stops: { user: 200, away: 162, doorLeft: 245, doorRight: 316, kernel: 402 },
  left: { x: 122, w: 164 },
};

export const COMPACT_RING_1: Layout = { ...COMPACT, outer: 1, walls: [] };

/** From ring 3 straight to ring 1: between them there is only the wall of ring 2. */
const WIDE_INNER_1: Layout = { ...WIDE, inner: 1, walls: [{ x: 216, y: 22, w: 80, h: 226 }] };
const COMPACT_INNER_1: Layout = { ...COMPACT, inner: 1, walls: [{ x: 148, y: 8, w: 54, h: 214 }] };

/** The layout for a run, a width, and the rings that a step leads from and to. */
export function layoutFor(lanes: readonly Lane[], wide: boolean, from: number, to: number): Layout {
  const deprivileged = lanes.some((lane) => lane.of === undefined && (lane.ring === 1 || lane.ring === 2));
  if (!deprivileged || from === 3 || to === 3) {
    if (Math.min(from, to) === 1) return wide ? WIDE_INNER_1 : COMPACT_INNER_1;
    return wide ? WIDE : COMPACT;
  }
  return wide ? WIDE_RING_1 : COMPACT_RING_1;
}
