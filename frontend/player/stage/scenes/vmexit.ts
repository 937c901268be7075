import { nothing, svg } from 'lit';
import { hex } from '../../model/hex';
import { exitOf, injectionOf, type Exit } from '../../model/vmexit';
import type { Words } from '../../i18n/words';
import { glyph } from '../../icons';
import { centre, clip, floor, guestRoom, houseOf, houseRooms, onFloor, roomOfLane, type House } from '../house';
import { appear, arrow, slot, textWidth, token, value, type Canvas, type Drawing } from '../parts';
import type { Scene } from '../scene';

const SAVE = 1;
const STAMP = 2;
const LOAD_HOST = 3;

/** The token drops through the floor; the guest's drawer fills, the reason is stamped, the host's drawer opens. SDM Vol. 3, "VM Exits". */
export const vmexit: Scene = {
  house: true,
  phases: () => ['phase.save', 'phase.stamp', 'phase.load-host'],
  title: (moment, words) => {
    const exit = moment.headline && exitOf(moment.headline);
    return exit ? words.text(exit.technology === 'VMX' ? 'stage.title.vmexit' : 'stage.title.vmexit-svm', { code: exit.code, reason: words.reason(exit) }) : '';
  },
  draw(c) {
    const { moment, phase } = c;
    if (!moment.headline) return nothing;
    const exit = exitOf(moment.headline);
    const house = blockHouse(c, moment.ran?.lane);
    const room = roomOfLane(house, moment.ran?.lane) ?? house.rooms[0];
    const x = holeOf(c, house, room && centre(room.box));
    const text = moment.ran?.text?.replace(/\s+/g, ' ') ?? hex(exit.rip, 8);
    const landed = phase >= LOAD_HOST;
    return svg`${houseRooms(c, house, isWideRight(house, x) === c.layout.wide ? 'bottom' : 'bottom-right')}${floor(c, house, [x], false)}${onFloor(c, house, x, c.words.text(exit.technology === 'VMX' ? 'stage.in-hand' : 'stage.in-hand-svm'))}
      ${gone(c, x, house.up, text)}
      ${arrow(`M${x} ${house.up + 18}V${house.hole - 22}`, 'did', phase === SAVE)}
      ${controlBlock(c, house, exit.technology, [
        [c.words.text('stage.guest-state'), value(c, exit.rip), phase >= SAVE ? 'hot' : 'ghost'],
        [c.words.text('stage.exit-information'), '', phase >= STAMP ? 'hot' : ''],
        [c.words.text('stage.host-state'), value(c, moment.state.hex('rip')), landed ? 'hot' : 'ghost'],
      ])}
      ${phase >= STAMP ? appear(stamp(c, house, exit), phase === STAMP) : nothing}
      ${landed ? svg`<rect x=${x - 44} y=${house.hole - 19} width="88" height="38" rx="6" class="gone"/>` : slot(x - 44, house.down - 13, 88, '', value(c, moment.state.hex('rip')), { ghost: true, height: 26 })}
      ${phase === SAVE ? toBlock(c, house, x) : nothing}
      ${phase >= STAMP ? reasonCard(c, house, exit, x) : nothing}
      ${token(c, x, landed ? value(c, moment.state.hex('rip')) : c.words.text('stage.falling'), landed ? house.down : house.hole)}`;
  },
};

/** The mirror: the guest's drawer out, an injected event pushed in front of it, and up through the floor. SDM Vol. 3, "VM Entries". */
export const vmentry: Scene = {
  house: true,
  phases: (moment) =>
    moment.headline && injectionOf(moment.headline)
      ? ['phase.load-guest', 'phase.inject', 'phase.run']
      : ['phase.load-guest', 'phase.run'],
  title: (moment, words) =>
    words.text('stage.title.vmentry', { instruction: String(moment.headline?.fields['instruction'] ?? '') }),
  draw(c) {
    const { moment, phase } = c;
    if (!moment.headline) return nothing;
    const injected = injectionOf(moment.headline);
    const running = phase >= (injected ? 3 : 2);
    const house = blockHouse(c, moment.next?.lane);
    const room = roomOfLane(house, moment.next?.lane) ?? guestRoom(c, house);
    const x = holeOf(c, house, room && centre(room.box));
    const rip = value(c, String(moment.headline.fields['rip'] ?? '0'));
    const instruction = String(moment.headline.fields['instruction'] ?? '');
    return svg`${houseRooms(c, house)}${floor(c, house, [x], false)}${onFloor(c, house, x, c.words.text(instruction === 'VMRUN' ? 'stage.in-hand-still-svm' : 'stage.in-hand-still'))}
      ${gone(c, x, house.down, clip(instruction, 78, 6.7))}
      ${controlBlock(c, house, instruction === 'VMRUN' ? 'SVM' : 'VMX', [
        [c.words.text('stage.guest-state'), rip, 'hot'],
        [
          c.words.text('stage.injected'),
          injected ? `0x${hex(injected.vector, 2)}` : '–',
          injected && phase >= 2 ? 'hot' : '',
        ],
        [c.words.text('stage.host-state'), c.words.text('stage.kept'), ''],
      ])}
      ${phase === 1 ? arrow(blockPath(c, house, x, true), 'did', true) : nothing}
      ${running ? arrow(`M${x} ${house.hole - 4}V${house.up + 24}`, 'did', true) : slot(x - 44, house.up - 13, 88, '', rip, { ghost: true, height: 26 })}
      ${injected && phase >= 2 ? appear(bolt(x, house.up - 34, `0x${hex(injected.vector, 2)}`), phase === 2) : nothing}
      ${token(c, x, running ? rip : c.words.text('stage.rising'), running ? house.up : house.hole)}`;
  },
};

/** The control block lies where the guest's room is not. */
function blockHouse(c: Canvas, lane: string | undefined): House {
  const house = houseOf(c);
  const room = roomOfLane(house, lane) ?? house.rooms[0];
  return houseOf(c, { block: room && centre(room.box) < 228 ? 'right' : 'left' });
}

/** Where the hole is: under the guest's room, but not over the control block. */
function holeOf(c: Canvas, house: House, x = c.layout.width / 2): number {
  const { x: left, w } = house.below;
  return Math.min(Math.max(x, c.layout.wide ? left + 56 : 60), c.layout.wide ? left + w - 56 : c.layout.width - 66);
}

function gone(c: Canvas, x: number, y: number, text: string): Drawing {
  const shown = clip(text, c.layout.wide ? 150 : 100, 6.7);
  const width = Math.max(88, textWidth(shown, 6.7) + 14);
  return svg`<rect x=${x - width / 2} y=${y - 15} width=${width} height="30" rx="6" class="gone"/><text x=${x} y=${y + 4} class="c m">${shown}</text>`;
}

type Drawer = [name: string, text: string, kind: '' | 'hot' | 'ghost'];

/** VMCS or VMCB: three drawers, side by side where it is narrow. */
function controlBlock(c: Canvas, house: House, technology: Exit['technology'], drawers: Drawer[]): Drawing {
  const { x, y, w, h } = house.block;
  const title = technology === 'VMX' ? 'VMCS' : 'VMCB';
  const block = c.moment.headline?.fields['controlBlock'];
  const at = block === undefined ? '' : value(c, String(block));
  const width = c.layout.wide ? w - 12 : (w - 24) / 3;
  return svg`<rect x=${x} y=${y} width=${w} height=${h} rx="4" class="paper"/><text x=${x + 8} y=${y + 15} class="b ink">${title} <tspan class="m">${at}</tspan></text>
    ${drawers.map(([name, text, kind], i) => {
      const left = c.layout.wide ? x + 6 : x + 6 + i * (width + 6);
      const top = c.layout.wide ? y + 22 + i * 28 : y + 24;
      const options = { hot: kind === 'hot', ghost: kind === 'ghost', height: 24 };
      return c.layout.wide
        ? slot(left, top, width, name, text, options)
        : svg`${slot(left, top, width, '', text, { ...options, height: 38 })}<text x=${left + 6} y=${top + 13} class="b ${kind === 'hot' ? 'hot-t' : ''}">${clip(name, width - 8)}</text>`;
    })}`;
}

function blockPath(c: Canvas, house: House, x: number, outwards: boolean): string {
  const { block } = house;
  const onLeft = block.x < x;
  const y = block.y + 34;
  if (!c.layout.wide)
    return outwards ? `M60 ${block.y + 22}V${house.hole + 24}` : `M60 ${house.hole + 24}V${block.y + 20}`;
  const edge = onLeft ? block.x + block.w - 4 : block.x + 4;
  const side = onLeft ? 1 : -1;
  const near = x - 48 * side;
  return outwards
    ? `M${edge} ${y}C${edge + 18 * side} ${y} ${near - 18 * side} ${house.hole} ${near} ${house.hole + 4}`
    : `M${near} ${house.hole + 4}C${near - 18 * side} ${house.hole + 6} ${edge + 18 * side} ${y - 8} ${edge} ${y}`;
}

function toBlock(c: Canvas, house: House, x: number): Drawing {
  return arrow(blockPath(c, house, x, false), 'did', true);
}

/** Reason and qualification, stamped askew over the drawer of exit information. */
function stamp(c: Canvas, house: House, exit: Exit): Drawing {
  const number =
    exit.technology === 'VMX' ? hex(exit.qualification, 8) : hex(exit.qualification < 0n ? 0n : exit.qualification, 8);
  const { x, y, w } = house.block;
  const line = clip(`${exit.code} · ${c.words.reason(exit)}`, c.layout.wide ? 136 : 110, 5.8);
  const width = Math.max(86, textWidth(line, 5.8) + 12);
  const left = c.layout.wide ? x + w - width - 2 : x + w / 2 - width / 2;
  const top = c.layout.wide ? y + 46 : y + 26;
  return svg`<g transform="rotate(-5 ${left + width / 2} ${top + 16})"><rect x=${left} y=${top} width=${width} height="32" rx="3" class="stamp"/>
    <text x=${left + width / 2} y=${top + 14} class="c b hot-t">${line}</text><text x=${left + width / 2} y=${top + 27} class="c m hot-t">${number}</text></g>`;
}

/** Has the hypervisor's room more space right of the hole? */
function isWideRight({ below }: House, hole: number): boolean {
  return below.x + below.w - hole > hole - below.x;
}

/** In the hypervisor's room: what the reason means, field by field. */
function reasonCard(c: Canvas, house: House, exit: Exit, hole: number): Drawing {
  const lines = detailLines(exit, c.words);
  if (!c.layout.wide || lines.length === 0) return nothing;
  const { below } = house;
  const y = below.y + 30;
  const columns = lines.length > 3 ? 2 : 1;
  // On the wider side of the hole.
  const right = isWideRight(house, hole);
  const space = (right ? below.x + below.w - hole : hole - below.x) - 64 - 10 - (columns - 1) * 8;
  const width = Math.min(150, space / columns);
  const x = right ? hole + 64 : hole - 64 - columns * width - (columns - 1) * 8;
  return svg`<text x=${x} y=${y - 6} class="b ink">${clip(c.words.text(exit.technology === 'VMX' ? 'stage.qualification' : 'stage.exitinfo'), width * columns)}</text>
    ${lines.slice(0, 6).map((line, i) => {
      const left = x + (i % columns) * (width + 8);
      const top = y + Math.floor(i / columns) * 22;
      return svg`<rect x=${left} y=${top} width=${width} height="19" rx="3" class="slot"/><text x=${left + 7} y=${top + 13.5} class="ink">${clip(line, width - 12)}</text>`;
    })}`;
}

/** The decoded qualification in words, then the addresses that the reason comes with. */
export function detailLines(exit: Exit, words: Words): string[] {
  const bits = exit.bits.filter((bits) => bits.meaning !== undefined);
  const lines = bits.map((bits) => words.lookup(`qual.${bits.meaning}`, { value: bits.parameter ?? '' }) ?? '');
  if (exit.cause === 'memory') lines.unshift(words.text('qual.gpa', { value: hex(exit.information, 8) }));
  if (exit.cause === 'exception' || exit.cause === 'interrupt') {
    const vector = Number(exit.interruption & 0xffn);
    if (exit.interruption !== 0n) lines.unshift(words.text('qual.vector', { value: `0x${hex(vector, 2)}` }));
  }
  if (exit.length > 0) lines.push(words.text('qual.length', { value: exit.length }));
  return lines;
}

function bolt(x: number, y: number, label: string): Drawing {
  const width = textWidth(label, 7) + 30;
  return svg`<rect x=${x - width / 2} y=${y - 11} width=${width} height="22" rx="3" class="slot hot"/>${glyph('bolt', x - width / 2 + 5, y - 7, 14, 'ink-l')}
    <text x=${x - width / 2 + 23} y=${y + 4} class="m hot-t">${label}</text>`;
}
