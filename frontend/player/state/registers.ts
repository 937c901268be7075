import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { grouped, hex, short } from '../model/hex';
import { clearedFlags, flagsOf } from '../model/frames';
import { tssStack } from '../model/descriptors';
import { inGuest } from '../model/control-block';
import { mnemonicOf, type Moment } from '../model/moment';
import { logOf } from '../model/world';
import type { Key } from '../i18n/words';
import { EditEvent, Pane } from '../pane';
import { bars, base } from '../styles/base';
import { registerStyles } from './registers.css';

/** Rows of the two columns; where a machine has 32 bits the upper half of the registers is not there. */
const ROWS_64 = [
  'rip',
  'rsp',
  'rax',
  'r8',
  'rbx',
  'r9',
  'rcx',
  'r10',
  'rdx',
  'r11',
  'rsi',
  'r12',
  'rdi',
  'r13',
  'rbp',
  'r14',
  'rflags',
  'r15',
];
const ROWS_32 = [
  'rip',
  'rsp',
  'rax',
  'rsi',
  'rbx',
  'rdi',
  'rcx',
  'rbp',
  'rdx',
  'rflags',
  'ds',
  'es',
  'fs',
  'gs',
  'cr0',
  'cr2',
];

/**
 * Registers and flags; what the last step changed carries the marker and a triangle. Double click or Enter on a value edits it,
 * which forks the run.
 *
 * | Property | Type        | Meaning                         |
 * | -------- | ----------- | ------------------------------- |
 * | watches  | Set<string> | slots that a free run stops at  |
 * | highlight| Set<string> | `reg:x` that the lesson points at |
 */
@customElement('ringside-registers')
export class RingsideRegisters extends Pane {
  static override readonly styles = [base, bars, registerStyles];

  @property({ attribute: false }) watches: ReadonlySet<string> = new Set();
  @property({ attribute: false }) highlight: ReadonlySet<string> = new Set();
  @state() private editing?: string;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('moment')) this.editing = undefined;
  }

  protected override updated(): void {
    this.renderRoot.querySelector<HTMLInputElement>('.edit')?.focus();
  }

  protected override render(): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const rows = (moment.bits === 64 ? ROWS_64 : ROWS_32).filter((name) => moment.run.slot(name) >= 0);
    const changed = new Set(moment.state.changed());
    return html`<div class="bar">
        <h2>${words.text('pane.registers')}</h2>
        ${moment.ran ? html`<span class="dim">${words.rich('registers.after', { text: mnemonicOf(moment.ran.text) ?? words.text('registers.delivery') })}</span>` : nothing}<span class="sp"></span>
        <span class="sum"><i aria-hidden="true">▲</i>${this.#summary(changed)}</span>
      </div>
      <div class="regs">
        ${this.#plate(changed)}
        <div class="rg" role="list" aria-label=${words.text('pane.registers')}>${rows.map((name) => this.#register(name, changed.has(name)))}</div>
        ${this.#flags()}
      </div>`;
  }

  #summary(changed: ReadonlySet<string>): string {
    const { moment, words } = this;
    const shown = [...changed].filter((name) => !name.includes('.') && name !== 'cpl').length;
    const kept =
      moment?.via === 'SYSCALL' && !changed.has('rsp')
        ? ` · ${words.text('registers.rsp-kept', { rsp: moment.register('RSP') })}`
        : '';
    return words.text('registers.changed', { count: shown }) + kept;
  }

  /** CPL, root or not, selectors, CR3: where the processor stands. */
  #plate(changed: ReadonlySet<string>): unknown {
    const { moment } = this;
    if (!moment) return nothing;
    const { state } = moment;
    const selector = (name: string): [string, string, boolean] => [
      name.toUpperCase(),
      this.#change(name, 2, changed),
      changed.has(name),
    ];
    const cells: [string, string, boolean][] = [
      ['CPL', this.#change('cpl', 1, changed), changed.has('cpl')],
      [
        moment.run.recording.machine.vendor === 'amd' ? 'SVM' : 'VMX',
        this.words.text(operationOf(moment)),
        moment.event('VMEXIT') !== undefined || moment.event('VMENTRY') !== undefined,
      ],
      selector('cs'),
      selector('ss'),
      ['CR3', group(state.hex('cr3'), 8), changed.has('cr3')],
    ];
    if (moment.bits === 64) cells.push(['GS base', group(state.hex('gs.base'), 1), changed.has('gs.base')]);
    else cells.push(['TSS.ESP0', hex(tssStack(state, 0)?.pointer ?? 0n, 8), false]);
    return html`<div class="plate">${cells.map(([name, text, hot]) => html`<div class="cell ${hot ? 'chg' : ''}"><span>${name}</span><b>${text}</b></div>`)}</div>`;
  }

  #change(name: string, digits: number, changed: ReadonlySet<string>): string {
    const now = hex(this.moment?.state.hex(name), digits);
    return changed.has(name) ? `${hex(this.moment?.state.before(name), digits)} → ${now}` : now;
  }

  #register(name: string, changed: boolean): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const pinned = name === 'rsp' && !changed && (moment.via === 'SYSCALL' || moment.via === 'SYSRET');
    const { zeros, rest } = grouped(moment.state.hex(name), /^[c-g]s$|^[ds]s$/.test(name) ? 4 : moment.digits);
    const label = name === 'rflags' ? (moment.bits === 64 ? 'RFL' : 'EFL') : moment.register(name);
    const spoken = `${moment.register(name)} ${short(moment.state.hex(name))}${changed ? `, ${words.text('registers.was', { value: short(moment.state.before(name)) })}` : ''}`;
    return html`<div
      class="r ${changed ? 'chg' : ''} ${pinned ? 'pin' : ''} ${this.highlight.has(`reg:${name}`) ? 'look' : ''} ${this.watches.has(name) ? 'watched' : ''}"
      role="listitem"
      tabindex="0"
      data-slot=${name}
      aria-label=${spoken}
      title=${ifDefined(changed ? words.text('registers.was', { value: hex(moment.state.before(name), 1) }) : undefined)}
      @dblclick=${() => (this.editing = name)}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, name)}
    >
      <i aria-hidden="true">${changed ? '▲' : ''}</i><b>${label}</b>
      ${this.editing === name ? this.#editor(name) : html`<span class="v ${changed ? 'rolled' : ''}"><span class="z">${zeros}</span>${rest}</span>`}
      <em>${pinned ? words.text('registers.same') : ''}</em>
    </div>`;
  }

  #editor(name: string): unknown {
    const finish = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      const text = input.value.replace(/\s|^0x/gi, '').toLowerCase();
      if (!input.validity.valid || text === '') return;
      this.editing = undefined;
      if (text !== this.moment?.state.hex(name))
        this.dispatchEvent(new EditEvent({ kind: 'register', target: name, text }));
    };
    return html`<input
      class="edit"
      aria-label=${this.words.text('registers.edit', { register: this.moment?.register(name) ?? name })}
      .value=${short(this.moment?.state.hex(name))}
      pattern="(0[xX])?[0-9a-fA-F ]{1,19}"
      spellcheck="false"
      autocomplete="off"
      @blur=${() => (this.editing = undefined)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.editing = undefined;
        if (event.key === 'Enter') finish(event);
        event.stopPropagation();
      }}
    />`;
  }

  #onKey(event: KeyboardEvent, name: string): void {
    if (event.key !== 'Enter' || this.editing !== undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.editing = name;
  }

  #flags(): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const cleared = moment.via === 'SYSCALL' ? clearedFlags(moment) : [];
    const iopl = Number((moment.state.value('rflags') >> 12n) & 3n);
    const note = cleared.length > 0 ? words.text('registers.struck', { flags: cleared.join(' ') }) : `IOPL ${iopl}`;
    return html`<div class="flags" role="group" aria-label=${moment.register('RFLAGS')}>
      <span class="name">${moment.register('RFLAGS')}</span>
      ${flagsOf(moment).map((flag) => html`<b class="${flag.on ? 'on' : ''} ${flag.changed ? 'chg' : ''}"><span aria-hidden="true">${flag.name}</span><span class="sr">${flag.name} ${flag.on ? 1 : 0}</span></b>`)}
      <span class="note">${note}</span>
    </div>`;
  }
}

/** Root or non-root operation (AMD: host or guest); off where virtualization was not switched on. */
function operationOf(moment: Moment): Key {
  const { run, tick } = moment;
  const amd = run.recording.machine.vendor === 'amd';
  if (inGuest(run, tick)) return amd ? 'state.guest' : 'state.non-root';
  if (logOf(run, 'VMX', 'VMENTRY', 'VMEXIT').last(tick) === undefined) return 'state.off';
  return amd ? 'state.host' : 'state.root';
}

function group(text: string | undefined, digits: number): string {
  const { zeros, rest } = grouped(text, digits);
  return zeros + rest;
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-registers': RingsideRegisters;
  }
}
