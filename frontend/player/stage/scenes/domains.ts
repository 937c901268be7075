import { nothing, svg } from 'lit';
import { glyph } from '../../icons';
import { channelWords } from '../../i18n/channels';
import { hex, parse } from '../../model/hex';
import type { Moment } from '../../model/moment';
import { numberOf } from '../../model/probes';
import { laneOfDomain, logOf, isBelow, runningLanes } from '../../model/world';
import type { RunEvent } from '../../recording';
import { centre, clip, floor, houseOf, houseRooms, laneName, roomOfLane, type House, type Room } from '../house';
import { appear, arrow, slot, textWidth, token, value, type Canvas, type Drawing } from '../parts';
import type { Scene } from '../scene';

/** What the software of Xen means, from probes: hypercall, event channel, grant, domain switch, ioreq. */

function roomOfDomain(c: Canvas, house: House, domain: number | undefined): Room | undefined {
  if (domain === undefined) return undefined;
  return roomOfLane(house, laneOfDomain(c.moment.run.recording, domain)?.id);
}

/** How the guest came to the hypervisor: the gate that the run used last, in words. */
function doorOf(moment: Moment, words: Canvas['words']): string {
  const door = logOf(moment.run, 'VMEXIT', 'INT', 'RING')
    .before(moment.tick)
    .findLast((event) => event.kind !== 'RING' || event.fields['via'] === 'SYSCALL');
  if (door?.kind === 'VMEXIT')
    return words.text('stage.door.exit', { code: Number(parse(String(door.fields['reason'] ?? '0'))) });
  if (door?.kind === 'INT')
    return words.text('stage.door.int', { vector: `0x${hex(Number(door.fields['vector'] ?? 0), 2)}` });
  return door ? words.text('stage.door.syscall') : '';
}

/** An envelope with a number and arguments; HVM drops with a reason, PV traps without a VMCS. */
export const hypercall: Scene = {
  house: true,
  phases: () => ['phase.marshal', 'phase.trap', 'phase.service'],
  title: (moment, words) =>
    words.text('stage.title.hypercall', { name: String(moment.headline?.fields['name'] ?? '') }),
  draw(c) {
    const { moment, phase } = c;
    const house = houseOf(c);
    const caller = callerOf(c, house);
    const x = caller ? Math.max(110, Math.min(centre(caller.box), c.layout.width - 120)) : c.layout.width / 2;
    const y = phase === 1 ? house.up : phase === 2 ? house.hole : house.down + 12;
    const args = String(moment.headline?.fields['args'] ?? '')
      .split(', ')
      .filter(Boolean);
    const door = doorOf(moment, c.words);
    const left = x + 84 + 150 < house.below.x + house.below.w ? x + 90 : x - 250;
    return svg`${houseRooms(c, house)}${floor(c, house, [x])}
      ${phase > 1 ? svg`<rect x=${x - 46} y=${house.up - 20} width="92" height="44" rx="3" class="gone"/>${arrow(`M${x} ${house.up + 26}V${y - 26}`, 'did', phase === 2)}` : nothing}
      ${phase > 2 && c.layout.wide ? args.slice(0, 3).map((arg, i) => appear(slot(left, house.below.y + 26 + i * 24, 160, argumentName(moment, i), clip(arg, 110, 6.7), { hot: true }), true)) : nothing}
      ${phase > 1 && door ? label(x, house.hole + (phase === 2 ? 38 : 0), door) : nothing}
      <g class="token" style="transform:translate(${x}px,${y}px)">${envelope(moment)}</g>`;
  },
};

/** A guest's page table under supervision: the entry that it asked for, and what Xen made of it. */
export const supervisedEntry: Scene = {
  house: true,
  phases: (moment) => (moment.headline?.kind === 'PTUPDATE' ? ['phase.ask', 'phase.answer'] : ['phase.answer']),
  title: (moment, words) => {
    const { frame, name } = moment.headline?.fields ?? {};
    return moment.headline?.kind === 'PTUPDATE'
      ? words.text('stage.title.ptupdate')
      : words.text('stage.title.pgtype', { frame: hex(String(frame ?? '')), name: String(name ?? '') });
  },
  draw(c) {
    const { moment, phase, words } = c;
    const house = houseOf(c);
    const event = moment.headline;
    const caller = callerOf(c, house);
    const x = caller ? centre(caller.box) : c.layout.width / 2;
    const update = event?.kind === 'PTUPDATE';
    const refused = update && (numberOf(event, 'result') ?? 0) !== 0;
    const field = (name: string): string =>
      event?.fields[name] === undefined ? '' : value(c, String(event.fields[name]));
    const left = Math.max(house.below.x + (c.layout.wide ? 96 : 16), x - 250);
    const y = house.below.y + 16;
    const answered = !update || phase >= 2;
    const rows: [string, string][] = update
      ? [
          [words.text('stage.entry'), field('address')],
          [words.text('stage.before'), field('before')],
          [words.text(refused ? 'stage.refused' : 'stage.written'), answered ? field('after') : ''],
        ]
      : [
          [words.text('stage.frame'), field('frame')],
          [words.text('stage.type'), String(event?.fields['name'] ?? '')],
          [words.text('stage.uses'), String(numberOf(event, 'count') ?? '')],
        ];
    return svg`${houseRooms(c, house)}${floor(c, house)}
      ${update ? slot(x - 90, house.up - 12, 180, words.text('stage.asked'), field('after'), { hot: phase === 1, height: 26 }) : nothing}
      ${arrow(`M${x} ${house.up + (update ? 16 : -10)}V${y - 6}`, 'did', phase === 1)}
      ${rows.map(([name, text], i) => slot(left + 60, y + i * 24, 220, name, text, { hot: i === 2 && answered && !refused, ghost: i === 2 && (!answered || refused), height: 21 }))}
      ${token(c, Math.min(left + 380, c.layout.width - 70), words.text('stage.ring', { ring: moment.cpl }), house.down)}`;
  },
};

/** Registers that carry a hypercall's arguments. Xen public headers, arch-x86. */
export function argumentName(moment: Moment, index: number): string {
  const names = moment.bits === 64 ? ['RDI', 'RSI', 'RDX', 'R10', 'R8'] : ['EBX', 'ECX', 'EDX', 'ESI', 'EDI'];
  return names[index] ?? '';
}

/** The last guest lane that ran before the hypervisor came. */
export function callerOf(c: Canvas, house: House): Room | undefined {
  const { lanes, spans } = c.moment.run.recording;
  for (let i = spans.length - 1; i >= 0; i--) {
    const [from, index] = spans[i] ?? [0, 0];
    const lane = lanes[index];
    if (from < c.moment.tick && lane && !isBelow(lane)) return roomOfLane(house, lane.id);
  }
  return house.rooms[0];
}

export function envelope(moment: Moment): Drawing {
  const name = String(moment.headline?.fields['name'] ?? '');
  const number = numberOf(moment.headline, 'number');
  const shown = clip(name, 128, 6.7);
  const w = Math.max(92, textWidth(shown, 6.7) + (number === undefined ? 16 : 40));
  return svg`<rect x=${-w / 2} y="-22" width=${w} height="44" rx="3" class="paper"/><path d="M${-w / 2} -19L0 3L${w / 2} -19" class="ink-l"/>
    <text x=${-w / 2 + 7} y="16" class="m ink">${shown}</text>
    ${number === undefined ? nothing : svg`<rect x=${w / 2 - 27} y="2" width="22" height="17" class="slot hot"/><text x=${w / 2 - 16} y="14.5" class="c b hot-t">${number}</text>`}`;
}

function label(x: number, y: number, text: string): Drawing {
  const width = textWidth(text, 6.2) + 14;
  return svg`<rect x=${x - width / 2} y=${y - 10} width=${width} height="20" rx="3" class="slot"/><text x=${x} y=${y + 4} class="c b ink">${text}</text>`;
}

/** The answer goes back in RAX. */
export const hypercallReturn: Scene = {
  house: true,
  phases: () => ['phase.return'],
  title: (_, words) => words.text('stage.title.hypercall-return'),
  draw(c) {
    const house = houseOf(c);
    const caller = callerOf(c, house);
    const x = caller ? centre(caller.box) : c.layout.width / 2;
    const answer = value(c, String(c.moment.headline?.fields['value'] ?? c.moment.state.hex('rax') ?? '0'));
    return svg`${houseRooms(c, house)}${floor(c, house, [x])}${arrow(`M${x} ${house.down - 20}V${house.up + 26}`, 'will')}
      ${slot(x - 70, house.up - 10, 140, c.moment.register('RAX'), answer, { hot: true, height: 24 })}${token(c, x, c.words.text('stage.ring', { ring: c.moment.cpl }), house.down + 6)}`;
  },
};

/** A bell: no data crosses Xen, only the ring. */
export const eventChannel: Scene = {
  house: true,
  phases: () => ['phase.ring', 'phase.pending'],
  title: (moment, words) => words.text('stage.title.evtchn', channelWords(moment.headline, words)),
  draw(c) {
    const { moment, phase } = c;
    const house = houseOf(c);
    const event = moment.headline;
    const from = roomOfDomain(c, house, numberOf(event, 'from'));
    const to = roomOfDomain(c, house, numberOf(event, 'to'));
    const name = String(event?.fields['name'] ?? '');
    const start = from ? centre(from.box) : house.below.x + 150;
    const end = to ? centre(to.box) : start + 160;
    const rail = house.down + 20;
    const target = numberOf(event, 'target');
    return svg`${houseRooms(c, house)}${floor(c, house, [end])}
      ${from ? portLabel(start, house.up, numberOf(event, 'port'), c.words) : svg`${label(start, rail, name || c.words.text('stage.interrupt'))}`}
      <path d=${`${from ? `M${start} ${house.up + 22}V${rail}` : `M${start + 60} ${rail}`}H${end}`} class="under"/>
      ${arrow(`${from ? `M${start} ${house.up + 22}V${rail}` : `M${start + 60} ${rail}`}H${end}V${house.down - 6}`, 'did', phase === 1)}
      ${phase >= 2 ? arrow(`M${end} ${house.hole + 14}V${house.up + 24}`, 'did', true) : arrow(`M${end} ${house.hole + 14}V${house.up + 24}`, 'will')}
      ${bell(end, house.hole + 26, phase >= 2)}
      ${portLabel(end, house.up, target, c.words, phase >= 2)}
      <text x=${(start + end) / 2} y=${rail + 18} class="c hypervisor-t">${c.words.text('stage.no-data')}</text>`;
  },
};

function portLabel(x: number, y: number, port: number | undefined, words: Canvas['words'], hot = false): Drawing {
  const text = port === undefined ? words.text('stage.upcall') : words.text('stage.port', { port });
  const width = Math.max(76, textWidth(text, 6.2) + 16);
  return svg`<rect x=${x - width / 2} y=${y - 10} width=${width} height="24" rx="3" class="slot ${hot ? 'hot' : ''}"/><text x=${x} y=${y + 6} class="c b ${hot ? 'hot-t' : 'ink'}">${text}</text>`;
}

function bell(x: number, y: number, rung: boolean): Drawing {
  return svg`<circle cx=${x} cy=${y} r="14" class="slot ${rung ? 'hot' : ''}"/>${glyph('bell', x - 9, y - 9, 18, 'ink-l')}`;
}

/** Xen enters the domain at its callback. */
export const upcall: Scene = {
  house: true,
  phases: () => ['phase.upcall'],
  title: (moment, words) => words.text('stage.title.upcall', { to: numberOf(moment.headline, 'to') ?? '' }),
  draw(c) {
    const house = houseOf(c);
    const room =
      roomOfDomain(c, house, numberOf(c.moment.headline, 'to')) ??
      roomOfLane(house, c.moment.next?.lane) ??
      house.rooms[0];
    const x = room ? centre(room.box) : c.layout.width / 2;
    return svg`${houseRooms(c, house)}${floor(c, house, [x])}${bell(x - 60, house.hole, true)}${arrow(`M${x} ${house.down - 22}V${house.up + 24}`, 'did', true)}
      ${slot(x - 60, house.up - 10, 120, c.words.text('stage.upcall'), '', { hot: true, height: 24 })}${token(c, x, c.words.text('stage.ring', { ring: c.moment.cpl }), house.down + 4)}`;
  },
};

/** What is the guest's own affair goes to the guest's own kernel: no bell, only where it goes on. */
export const bounce: Scene = {
  house: true,
  phases: () => ['phase.return'],
  title: (_, words) => words.text('stage.title.bounce'),
  draw(c) {
    const house = houseOf(c);
    const caller = callerOf(c, house);
    const kernel = house.rooms.find((room) => room.lane.domain === 'kernel') ?? caller;
    const x = kernel ? centre(kernel.box) : c.layout.width / 2;
    const from = caller ? centre(caller.box) : x;
    const target = c.moment.headline?.fields['to'];
    return svg`${houseRooms(c, house)}${floor(c, house, [x])}
      ${caller && caller !== kernel ? svg`<rect x=${from - 44} y=${house.up - 15} width="88" height="30" rx="6" class="gone"/><text x=${from} y=${house.up + 4} class="c">${c.words.text('stage.was-here')}</text>` : nothing}
      ${arrow(`M${x} ${house.down - 22}V${house.up + 24}`, 'did', true)}
      ${slot(x - 70, house.up - 10, 140, c.words.text('stage.next'), target === undefined ? '' : value(c, String(target)), { hot: true, height: 24 })}${token(c, x, c.words.text('stage.ring', { ring: c.moment.cpl }), house.down + 4)}`;
  },
};

/** A ticket: one page of the owner, for one other domain. */
export const grant: Scene = {
  house: true,
  phases: (moment) => (moment.headline?.kind === 'GNTMAP' ? ['phase.ticket', 'phase.map'] : ['phase.unmap']),
  title: (moment, words) =>
    words.text(
      moment.headline?.kind === 'GNTMAP'
        ? 'stage.title.gntmap'
        : moment.headline?.kind === 'GNTEND'
          ? 'stage.title.gntend'
          : 'stage.title.gntunmap',
      { ref: numberOf(moment.headline, 'ref') ?? '' },
    ),
  draw(c) {
    const { moment, phase } = c;
    const event = moment.headline;
    const house = houseOf(c);
    const owner = numberOf(event, 'dom') ?? 1;
    const from = roomOfDomain(c, house, owner) ?? house.rooms[0];
    const by = numberOf(event, 'by') ?? (owner === 0 ? 1 : 0);
    const to = roomOfDomain(c, house, by) ?? house.rooms.at(-1);
    const start = from ? centre(from.box) : 120;
    const end = to ? centre(to.box) : c.layout.width - 120;
    const maps = event?.kind === 'GNTMAP';
    const done = maps ? phase >= 2 : false;
    const frame = event?.fields['frame'];
    const text = `${c.words.text('stage.frame')} ${frame === undefined || frame === '?' ? '' : hex(String(frame))}`;
    const readOnly = numberOf(event, 'readonly') === 1 || event?.fields['readonly'] === true;
    const middle = (start + end) / 2;
    return svg`${houseRooms(c, house)}${floor(c, house)}
      ${slot(start - 66, house.up - 12, 132, text, '', { firm: true, height: 26 })}
      ${done ? slot(end - 66, house.up - 12, 132, text, '', { hot: true, height: 26 }) : slot(end - 66, house.up - 12, 132, maps ? '' : c.words.text('stage.no-longer'), '', { ghost: true, height: 26 })}
      ${maps ? arrow(`M${start + 68} ${house.up}H${end - 70}`, phase >= 2 ? 'did' : 'will', phase === 2) : svg`<path d="M${start + 68} ${house.up}H${end - 70}" class="will"/>`}
      ${ticket(c, middle, house.down + 6, numberOf(event, 'ref'), readOnly, maps)}
      ${arrow(`M${middle} ${house.down - 14}V${house.up + 12}`, maps ? 'did' : 'will', phase === 1)}`;
  },
};

function ticket(c: Canvas, x: number, y: number, ref: number | undefined, readOnly: boolean, hot: boolean): Drawing {
  const text = c.words.text('stage.grant', { ref: ref ?? '' });
  const rights = c.words.text(readOnly ? 'stage.read-only' : 'stage.read-write');
  const w = Math.max(96, textWidth(rights, 6) + 28);
  return svg`<path d="M${x - w / 2} ${y - 20}h${w}v13a6 6 0 0 0 0 12v13h${-w}v-13a6 6 0 0 0 0 -12z" class=${hot ? 'slot hot' : 'paper'}/>
    <text x=${x} y=${y - 3} class="c b ${hot ? 'hot-t' : 'ink'}">${text}</text><text x=${x} y=${y + 12} class="c ${hot ? 'hot-t' : ''}">${rights}</text>`;
}

/** One domain leaves the processor, another comes. */
export const domainSwitch: Scene = {
  house: true,
  phases: () => ['phase.leave', 'phase.switch', 'phase.enter'],
  title: (moment, words) =>
    words.text('stage.title.domsw', {
      from: numberOf(moment.headline, 'from') ?? '',
      to: numberOf(moment.headline, 'to') ?? '',
    }),
  draw(c) {
    const { moment, phase } = c;
    const house = houseOf(c);
    const from = roomOfDomain(c, house, numberOf(moment.headline, 'from'));
    const to = roomOfDomain(c, house, numberOf(moment.headline, 'to'));
    const start = from ? centre(from.box) : c.layout.width / 3;
    const end = to ? centre(to.box) : (c.layout.width * 2) / 3;
    const middle = (start + end) / 2;
    const place: [number, number] =
      phase === 1 ? [start, house.down + 6] : phase === 2 ? [middle, house.down + 6] : [end, house.down + 6];
    return svg`${houseRooms(c, house)}${floor(c, house, [start, end])}
      <rect x=${start - 44} y=${house.up - 15} width="88" height="30" rx="6" class="gone"/><text x=${start} y=${house.up + 4} class="c">${c.words.text('stage.was-here')}</text>
      ${arrow(`M${start} ${house.up + 18}V${house.down - 16}`, 'did', phase === 1)}
      ${phase >= 2 ? arrow(`M${start + 46} ${house.down + 6}H${middle - 46}`, 'did', phase === 2) : nothing}
      ${phase >= 3 ? arrow(`M${end} ${house.down - 16}V${house.up + 22}`, 'will') : nothing}
      ${slot(end - 60, house.up - 12, 120, c.words.text('stage.next'), c.words.text('stage.domain', { domain: numberOf(moment.headline, 'to') ?? '' }), { ghost: phase < 3, hot: phase >= 3, height: 26 })}
      ${token(c, place[0], 'CR3', place[1])}`;
  },
};

/** A page between the hypervisor and the device model: one request, four states. Xen public headers, "ioreq". */
export const ioreq: Scene = {
  house: true,
  phases: () => ['phase.write'],
  title: (moment, words) =>
    words.text('stage.title.ioreq', { state: words.lookup(`ioreq.${numberOf(moment.headline, 'state') ?? 0}`) ?? '' }),
  draw(c) {
    const { moment } = c;
    const house = houseOf(c);
    const event = moment.headline;
    const now = numberOf(event, 'state') ?? 0;
    const model = roomOfDomain(c, house, 0);
    const x = c.layout.wide ? 330 : 195;
    const y = house.below.y + 8;
    const host = runningLanes(moment.run.recording).find(isBelow);
    const writer = moment.ran?.lane === host?.id ? undefined : roomOfLane(house, moment.ran?.lane);
    return svg`${houseRooms(c, house)}${floor(c, house, model ? [centre(model.box)] : [])}
      <rect x=${x - 84} y=${y} width="168" height="88" rx="3" class="paper"/><text x=${x - 74} y=${y + 17} class="b ink">ioreq</text>
      <text x=${x + 74} y=${y + 17} class="b end ink">${c.words.lookup(`ioreq.${now}`) ?? ''}</text>
      <text x=${x - 74} y=${y + 37} class="m">${clip(requestText(event), 150, 6.7)}</text>
      ${[0, 1, 2, 3].map((state) => svg`<circle cx=${x - 54 + state * 36} cy=${y + 64} r="12" class=${state === now ? 'ink-f' : 'slot'}/><text x=${x - 54 + state * 36} y=${y + 68} class="c b ${state === now ? 'tok-t' : ''}">${state}</text>`)}
      ${writer ? token(c, centre(writer.box), clip(laneName(c, writer.lane), 80), house.up) : token(c, c.layout.wide ? x - 150 : 60, c.words.text('stage.ring', { ring: moment.cpl }), house.down + 14)}
      ${writer ? arrow(wayToPage(centre(writer.box), house.up + 20, x, y), 'did', true) : nothing}`;
  },
};

/** Straight down where the page lies under the writer, else round its side. */
function wayToPage(from: number, top: number, page: number, y: number): string {
  return Math.abs(from - page) < 76
    ? `M${from} ${top}V${y - 4}`
    : `M${from} ${top}V${y + 40}H${page + (from > page ? 88 : -88)}`;
}

function requestText(event: RunEvent | undefined): string {
  const address = event?.fields['addr'];
  const data = event?.fields['data'];
  return [
    address === undefined ? '' : `0x${hex(String(address))}`,
    data === undefined ? '' : `= ${hex(String(data), 2)}`,
  ]
    .filter(Boolean)
    .join(' ');
}
