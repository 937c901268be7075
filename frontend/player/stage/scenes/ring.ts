import { nothing, svg } from 'lit';
import { hex } from '../../model/hex';
import { numberOf } from '../../model/probes';
import type { Run } from '../../model/run';
import { isBelow, logOf, runningLanes } from '../../model/world';
import { clip, laneName } from '../house';
import { arrow, room, type Canvas, type Drawing } from '../parts';
import type { Scene } from '../scene';

const SLOTS = 8;

/** One page, two windows: requests go round one way, answers the other. Xen public headers, "ring.h". */
export const sharedRing: Scene = {
  house: true,
  phases: (moment) => (moment.headline?.kind === 'RING_PUT' ? ['phase.put', 'phase.publish'] : ['phase.take']),
  title: (moment, words) =>
    words.text(moment.headline?.kind === 'RING_PUT' ? 'stage.title.ring-put' : 'stage.title.ring-get', {
      what: words.text(moment.headline?.fields['name'] === 'rsp' ? 'stage.response' : 'stage.request'),
    }),
  draw(c) {
    const { moment } = c;
    const { wide } = c.layout;
    const lanes = runningLanes(moment.run.recording).filter((lane) => !isBelow(lane));
    const back = lanes.find((lane) => lane.domain === 'dom0');
    const front = lanes.filter((lane) => lane.domain !== 'dom0').sort((a, b) => a.ring - b.ring)[0];
    const left = wide ? { x: 14, y: 22, w: 164, h: 150 } : { x: 8, y: 8, w: 104, h: 160 };
    const right = wide ? { x: 462, y: 22, w: 164, h: 150 } : { x: 278, y: 8, w: 104, h: 160 };
    const below = wide ? { x: 14, y: 196, w: 612, h: 54 } : { x: 8, y: 200, w: 374, h: 70 };
    const indices = ringIndices(moment.run, moment.tick);
    const put = moment.headline?.kind === 'RING_PUT';
    const answer = moment.headline?.fields['name'] === 'rsp';
    const published = !put || c.phase >= 2;
    const fresh = answer ? 'rsp_prod' : 'req_prod';
    const host = runningLanes(moment.run.recording).find(isBelow);
    return svg`${room(left, front?.domain ?? 'kernel', clip(front ? laneName(c, front) : '', left.w - 48), { double: front?.ring === 0 })}
      ${room(right, back?.domain ?? 'dom0', clip(back ? laneName(c, back) : '', right.w - 48), { double: back?.ring === 0 })}
      ${room(below, host?.domain ?? 'hypervisor', clip(host ? laneName(c, host) : c.words.text('domain.hypervisor'), 150), { double: true })}
      <text x=${below.x + below.w / 2 + 40} y=${below.y + below.h / 2 + 4} class="c hypervisor-t">${c.words.text('stage.xen-sees-nothing')}</text>
      ${ringPage(c, indices, published, fresh)}
      ${counters(left, ['req_prod', 'rsp_cons'], indices, put && !answer ? fresh : '', published)}
      ${counters(right, ['req_cons', 'rsp_prod'], indices, put && answer ? fresh : '', published)}
      ${handArrow(c, answer, put)}`;
  },
};

export type Indices = Record<
  'req_prod' | 'rsp_prod' | 'req_cons' | 'rsp_cons' | 'req_event' | 'rsp_event',
  number | undefined
>;

/** Each index as the latest ring event before the moment told it. */
export function ringIndices(run: Run, tick: number): Indices {
  const indices: Indices = {
    req_prod: undefined,
    rsp_prod: undefined,
    req_cons: undefined,
    rsp_cons: undefined,
    req_event: undefined,
    rsp_event: undefined,
  };
  for (const event of logOf(run, 'RING_PUT', 'RING_GET').before(tick)) {
    for (const name of Object.keys(indices) as (keyof Indices)[])
      indices[name] = numberOf(event, name) ?? indices[name];
  }
  return indices;
}

/** Requests that nobody answered yet are beads in marker; answered ones only outlines. */
function ringPage(c: Canvas, indices: Indices, published: boolean, fresh: string): Drawing {
  const { wide } = c.layout;
  const x = wide ? 320 : 195;
  const y = wide ? 100 : 92;
  const radius = wide ? 46 : 44;
  const produced = indices.req_prod ?? 0;
  const answered = indices.rsp_prod ?? 0;
  const boxes: Drawing[] = [];
  for (let i = 0; i < SLOTS; i++) {
    const angle = (i / SLOTS) * 2 * Math.PI - Math.PI / 2;
    const cx = x + Math.cos(angle) * radius;
    const cy = y + 10 + Math.sin(angle) * radius;
    const open = inWindow(i, answered, produced);
    const newest = (fresh === 'req_prod' ? produced : answered) - 1;
    const own = newest >= 0 && newest % SLOTS === i;
    const kind = own ? (published ? 'hot' : 'ghost') : open ? 'firm' : '';
    boxes.push(
      svg`<rect x=${cx - 11} y=${cy - 11} width="22" height="22" rx="3" class=${kind === 'ghost' ? 'ghost' : `slot ${kind}`}/><text x=${cx} y=${cy + 4} class="c m ${kind === 'hot' ? 'hot-t' : open ? 'ink' : ''}">${i}</text>`,
    );
  }
  const page = c.moment.headline?.fields['page'];
  const w = wide ? 236 : 150;
  return svg`<rect x=${x - w / 2} y=${wide ? 22 : 8} width=${w} height=${wide ? 158 : 170} rx="4" class="paper"/>
    <text x=${x - w / 2 + 8} y=${wide ? 37 : 23} class="b ink">${c.words.text('stage.ring-page')}</text>
    ${page === undefined || !wide ? nothing : svg`<text x=${x + w / 2 - 8} y="37" class="m end">${hex(String(page), 8)}</text>`}
    ${boxes}<text x=${x} y=${y + 7} class="c b ink">${c.words.text('stage.open-requests', { count: produced - answered })}</text><text x=${x} y=${y + 22} class="c">${c.words.text('stage.answers', { count: answered })}</text>`;
}

/** Does slot `i` lie in [from, to) of free-running indices? */
function inWindow(i: number, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (index % SLOTS === i) return true;
  return false;
}

function counters(
  box: { x: number; y: number; w: number },
  names: (keyof Indices)[],
  indices: Indices,
  fresh: string,
  published: boolean,
): Drawing {
  return svg`${names.map((name, i) => {
    const value = indices[name];
    const y = box.y + 50 + i * 46;
    const own = name === fresh;
    const kind = own ? (published ? 'slot hot' : 'ghost') : value === undefined ? 'ghost' : 'slot';
    return svg`<rect x=${box.x + 10} y=${y} width=${box.w - 20} height="38" rx="3" class=${kind}/><text x=${box.x + 18} y=${y + 15} class="m ${own && published ? 'hot-t' : ''}">${name}</text><text x=${box.x + box.w - 18} y=${y + 30} class="b end ${own && published ? 'hot-t' : 'ink'}">${value ?? '–'}</text>`;
  })}`;
}

function handArrow(c: Canvas, answer: boolean, put: boolean): Drawing {
  const { wide } = c.layout;
  const y = wide ? 150 : 150;
  const [left, right] = wide ? [180, 204] : [113, 122];
  const [far, farEdge] = wide ? [460, 436] : [277, 268];
  // A request is put by the front end and taken by the back end; an answer the other way round.
  if (answer === put)
    return put ? arrow(`M${far} ${y}H${farEdge}`, 'did', true) : arrow(`M${farEdge} ${y}H${far}`, 'did', true);
  return put ? arrow(`M${left} ${y}H${right}`, 'did', true) : arrow(`M${right} ${y}H${left}`, 'did', true);
}
