import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons';
import type { Words } from '../i18n/words';
import { longMode, tssStack } from '../model/descriptors';
import { pushedFrame } from '../model/frames';
import { grouped, hex, littleEndian, parse } from '../model/hex';
import type { Moment } from '../model/moment';
import { readLinear, translate } from '../model/paging';
import { descriptorReads } from '../stage/tally';

interface Stack {
  ring: 0 | 3;
  /** Stack pointer, where it is or was. */
  pointer?: bigint;
  /** The processor uses this stack now. */
  current: boolean;
  base: bigint;
}

/** Both stacks: the one in use and the one that waits. */
export function stackTab(moment: Moment, words: Words, highlight: ReadonlySet<string>): TemplateResult {
  const stacks = stacksOf(moment);
  return html`<div class="two">${stacks.map((stack) => stackView(moment, stack, words, highlight))}</div>
    ${moment.via === 'SYSCALL' ? absence(moment, words) : nothing}`;
}

function stacksOf(moment: Moment): Stack[] {
  const { state, run } = moment;
  const rsp = state.value('rsp');
  const inKernel = moment.cpl < 3;
  // Right after SYSCALL the kernel still runs on the user's stack: the pointer did not move.
  const borrowed = inKernel && sharesUserStack(moment);
  const user: Stack = { ring: 3, current: !inKernel || borrowed, base: 0n };
  const kernel: Stack = { ring: 0, current: inKernel && !borrowed, base: 0n };
  const base = longMode(state) ? 0n : state.value('ss.base');
  user.base = kernel.base = base;
  user.pointer = user.current ? rsp : lastPointer(moment, 3);
  kernel.pointer = kernel.current ? rsp : kernelTop(moment);
  return run.recording.lanes.some((lane) => lane.ring === 3 && lane.domain !== 'device') ? [user, kernel] : [kernel];
}

/** True between a SYSCALL and the first load of RSP after it. */
function sharesUserStack(moment: Moment): boolean {
  const entry = [...moment.run.recording.events]
    .reverse()
    .find((event) => event.kind === 'RING' && event.tick < moment.tick);
  if (entry?.fields['via'] !== 'SYSCALL') return false;
  return moment.run.valueAt(moment.run.slot('rsp'), entry.tick) === moment.state.hex('rsp');
}

/** Where the kernel's stack starts: what the TSS says, or the region that the scenario calls its stack. */
function kernelTop({ run, state }: Moment): bigint | undefined {
  const pointer = tssStack(state, 0)?.pointer;
  if (pointer) return pointer;
  const region = run.recording.regions.find(({ id, ring }) => ring === 0 && id.includes('stack'));
  return region && parse(region.address) + BigInt(region.size);
}

/** RSP when the run last left that ring. */
function lastPointer(moment: Moment, ring: number): bigint | undefined {
  const { run, tick } = moment;
  const exit = [...run.recording.events]
    .reverse()
    .find((event) => event.kind === 'RING' && event.tick < tick && event.fields['from'] === ring);
  const value = exit && run.valueAt(run.slot('rsp'), exit.tick);
  return value === undefined ? undefined : parse(value);
}

function stackView(moment: Moment, stack: Stack, words: Words, highlight: ReadonlySet<string>): TemplateResult {
  const title = words.text(stack.ring === 3 ? 'stack.user' : 'stack.kernel');
  return html`<div>
    <h3 class="sub">${icon(stack.ring === 3 ? 'circle' : 'square')}${title}</h3>
    ${stack.pointer === undefined ? html`<p class="absent" style="margin:0">${words.text('stack.not-yet')}</p>` : html`<ul class="mem">${rows(moment, stack, words, highlight)}</ul>`}
  </div>`;
}

/** Words above the pointer (in use), the pointer's own, and the free ones below. */
function rows(moment: Moment, stack: Stack, words: Words, highlight: ReadonlySet<string>): TemplateResult[] {
  const size = moment.bits / 8;
  const pointer = stack.pointer ?? 0n;
  const step = BigInt(size);
  const pushed = new Map(stack.current ? pushedFrame(moment).map((card) => [card.address, card.name]) : []);
  const top = (pointer + 4095n) & ~4095n;
  const above = Math.min(8, Number((top - pointer) / step));
  const below = Math.max(2, 4 - above);
  const list: TemplateResult[] = [];
  const onTop = above === 0 && stack.current;
  if (pointer + BigInt(above) * step === top) {
    list.push(
      html`<li class=${onTop ? 'top' : ''}><span class="a">${hex(top, 8)}</span><span class="dim">${words.text('stack.top')}</span>${onTop ? html`<span class="ptr">${moment.register('RSP')}</span>` : nothing}</li>`,
    );
  }
  for (let i = above - 1; i >= -below; i--) {
    const address = pointer + BigInt(i) * step;
    list.push(row(moment, stack, address, i, pushed.get(address), words, highlight.has(`mem:${address.toString(16)}`)));
  }
  return list;
}

function row(
  moment: Moment,
  stack: Stack,
  address: bigint,
  index: number,
  card: string | undefined,
  words: Words,
  looked: boolean,
): TemplateResult {
  const size = moment.bits / 8;
  const free = index < 0;
  const bytes = readLinear(moment.state, stack.base + address, size);
  const { zeros, rest } = grouped(bytes && littleEndian(bytes, 0, size).toString(16), 8);
  const written = wasWritten(moment, stack.base + address, size);
  const isTop = index === 0 && stack.current;
  const notPushed =
    free && stack.ring === 0 && !stack.current && moment.via === 'SYSCALL' ? frameName(index, moment) : undefined;
  const note =
    card !== undefined
      ? card === 'error'
        ? words.text('stage.error-code')
        : card
      : notPushed !== undefined
        ? words.text('stack.not-pushed', { name: notPushed })
        : free
          ? words.text('stack.free')
          : '';
  return html`<li class="${isTop || looked ? 'top' : ''} ${free ? 'free' : ''} ${written ? 'chg' : ''}">
    <span class="a">${hex(address, 8)}</span><span>${free ? '' : bytes ? html`<span class="z">${zeros}</span>${rest}` : '?'}</span>
    ${isTop ? html`<span>${note ? html`<em>${note}</em> ` : nothing}<span class="ptr">${moment.register('RSP')}</span></span>` : html`<em>${note}</em>`}
  </li>`;
}

function frameName(index: number, moment: Moment): string | undefined {
  return ['SS', moment.register('RSP'), moment.register('RFLAGS'), `CS, ${moment.register('RIP')}`][-index - 1];
}

function wasWritten(moment: Moment, linear: bigint, size: number): boolean {
  const physical = translate(moment.state, linear);
  if (physical === undefined) return false;
  const at = Number(physical);
  return (
    moment.ran?.mem?.some(
      ([address, , after]) => parseInt(address, 16) < at + size && parseInt(address, 16) + after.length / 2 > at,
    ) === true
  );
}

/** What SYSCALL did not do, counted from the run, beside what the architecture makes an interrupt do. */
function absence(moment: Moment, words: Words): TemplateResult {
  const written = pushedFrame(moment).length;
  const tables = descriptorReads(moment);
  return html`<div class="absent">${words.rich('stack.absent', { count: written })}</div>
    <table class="gap">
      <thead>
        <tr><th scope="col">${words.text('stack.this-call')}</th><th scope="col">SYSCALL</th><th scope="col">INT 0x80</th></tr>
      </thead>
      <tbody>
        <tr><td>${words.text('stack.words-pushed')}</td><td class="mono">${written}</td><td class="mono">5</td></tr>
        <tr><td>${words.text('stack.tables-read')}</td><td class="mono">${tables}</td><td class="mono">IDT, GDT, TSS</td></tr>
        <tr><td>${words.text('stack.switched-by')}</td><td>${words.text('stack.by-kernel')}</td><td>${words.text('stack.by-cpu')}</td></tr>
      </tbody>
    </table>`;
}
