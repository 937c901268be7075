import type { Stop } from './course';

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Edge {
  from: string;
  to: string;
  path: string;
  /** The arrow head's path. */
  tip: string;
}

type Point = [x: number, y: number];

const RADIUS = 6;
/** Lines that share a gap or the gutter keep this apart. */
const PITCH = 4;
/** Lines that end on the same card keep this apart. */
const SPREAD = 30;
const ARROW = 4;

/**
 * Routes every "builds on" of the course between the measured cards: neighbours by a short arrow,
 * others down into the gap below their row, along the gutter left of the cards where rows lie
 * between, and into the top of the target (its bottom, if it is in the same row).
 */
export function route(stops: readonly Stop[], boxes: ReadonlyMap<string, Box>): Edge[] {
  const tops = [...new Set([...boxes.values()].map((box) => box.top))].sort((a, b) => a - b);
  const gutter = Math.min(...[...boxes.values()].map((box) => box.left)) - 10;
  const used = new Map<string, number>();
  const lane = (place: string) => {
    const n = used.get(place) ?? 0;
    used.set(place, n + 1);
    return n * PITCH;
  };
  return stops.flatMap((stop) =>
    stop.after.flatMap((from, i): Edge[] => {
      const a = boxes.get(from);
      const b = boxes.get(stop.id);
      if (!a || !b) return [];
      const edge = { from, to: stop.id };
      if (a.top === b.top && b.left - a.right > 0 && b.left - a.right < SPREAD) {
        const middle = (a.top + a.bottom) / 2;
        return [draw(edge, [[a.right, middle], [b.left - ARROW, middle]])];
      }
      const out = (a.left + a.right) / 2;
      const into = (b.left + b.right) / 2 + (i - (stop.after.length - 1) / 2) * SPREAD;
      const below = a.bottom + 8 + lane(`below ${a.bottom}`);
      const points: Point[] = [[out, a.bottom], [out, below]];
      if (a.top === b.top) {
        points.push([into, below], [into, b.bottom + ARROW]);
      } else if (tops.indexOf(b.top) === tops.indexOf(a.top) + 1) {
        points.push([into, below], [into, b.top - ARROW]);
      } else {
        const side = gutter - lane('gutter');
        const above = b.top - 11 - lane(`above ${b.top}`);
        points.push([side, below], [side, above], [into, above], [into, b.top - ARROW]);
      }
      return [draw(edge, points)];
    }),
  );
}

function draw(edge: { from: string; to: string }, points: readonly Point[]): Edge {
  return { ...edge, path: rounded(points), tip: tip(points.at(-2)!, points.at(-1)!) };
}

/** A head that points from `a` beyond `b`. */
function tip(a: Point, b: Point): string {
  const along = (n: number): Point => [Math.sign(b[0] - a[0]) * n, Math.sign(b[1] - a[1]) * n];
  const [x, y] = along(ARROW);
  const [backX, backY] = along(-2);
  const [acrossY, acrossX] = along(3);
  return `M${b[0] + x} ${b[1] + y}L${b[0] + backX + acrossX} ${b[1] + backY + acrossY}L${b[0] + backX - acrossX} ${b[1] + backY - acrossY}z`;
}

/** A path along right-angled `points` with round corners. */
function rounded(points: readonly Point[]): string {
  const corners = points.slice(1, -1).map((corner, i) => {
    const r = Math.min(RADIUS, distance(points[i]!, corner) / 2, distance(corner, points[i + 2]!) / 2);
    return `L${toward(corner, points[i]!, r)}Q${corner} ${toward(corner, points[i + 2]!, r)}`;
  });
  return `M${points[0]}${corners.join('')}L${points.at(-1)}`;
}

function distance(a: Point, b: Point): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}

function toward(from: Point, to: Point, by: number): Point {
  return [from[0] + Math.sign(to[0] - from[0]) * by, from[1] + Math.sign(to[1] - from[1]) * by];
}
