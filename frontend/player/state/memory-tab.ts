import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { hex, parse } from '../model/hex';
import { translate } from '../model/paging';
import { EditEvent, Pane } from '../pane';
import { base } from '../styles/base';
import { tabStyles } from './inspector.css';

const COLUMNS = 16;
const ROWS = 14;

/**
 * Memory as bytes, by linear address. Bytes that the last step wrote carry the marker, bytes that it read an outline. Double click or Enter
 * on a byte edits it, which forks the run. Arrow keys move between bytes.
 */
@customElement('ringside-memory')
export class RingsideMemory extends Pane {
  static override readonly styles = [
    base,
    tabStyles,
    css`
      .grid {
        font: 400 12px/18px var(--rs-mono);
        white-space: nowrap;
        overflow-x: auto;
      }
      .line {
        display: flex;
        height: 18px;
      }
      .addr {
        color: var(--rs-ink-3);
        width: 66px;
        flex: none;
      }
      .byte {
        width: 16.6px;
        flex: none;
        text-align: center;
        border-radius: 2px;
      }
      .byte:nth-child(9) {
        margin-left: 5px;
      }
      .byte:focus-visible {
        outline-offset: -1px;
      }
      .zero {
        color: var(--rs-ink-3);
      }
      .wrote {
        background: var(--rs-mark);
        color: var(--rs-mark-ink);
        font-weight: 700;
      }
      .read {
        box-shadow: inset 0 0 0 1px var(--rs-mark-line);
      }
      .watched {
        text-decoration: underline dotted 1.5px;
      }
      .none {
        color: var(--rs-ink-3);
        background: repeating-linear-gradient(135deg, var(--rs-sunken) 0 4px, transparent 4px 8px);
      }
      .text {
        margin-left: 6px;
        font-size: 11px;
        color: var(--rs-ink-3);
      }
      .byte input {
        width: 18px;
        height: 18px;
        padding: 0;
        font: inherit;
        text-align: center;
        border: 1.5px solid var(--rs-ink);
        border-radius: 2px;
        background: var(--rs-raised);
        color: var(--rs-ink);
      }
      .byte input:invalid {
        border-color: var(--rs-error);
      }
    `,
  ];

  @property({ attribute: false }) watches: ReadonlySet<string> = new Set();
  @property({ attribute: false }) highlight: ReadonlySet<string> = new Set();
  @state() private chosen?: bigint;
  @state() private cursor = 0;
  @state() private editing = false;
  #refocus = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('moment')) this.editing = false;
  }

  protected override updated(): void {
    const target = this.editing ? 'input' : this.#refocus ? '[tabindex="0"].byte' : undefined;
    this.#refocus = false;
    if (target) this.renderRoot.querySelector<HTMLElement>(`.grid ${target}`)?.focus();
  }

  /** Where the view starts: what was asked for, else the last write, else the stack. */
  get #start(): bigint {
    if (this.chosen !== undefined) return this.chosen & ~15n;
    return (this.moment?.state.value('rsp') ?? 0n) & ~15n;
  }

  protected override render(): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const start = this.#start;
    return html`<form class="tools" @submit=${this.#choose}>
        <label>${words.text('memory.address')} <input class="field" name="a" size="14" spellcheck="false" autocomplete="off" pattern="(0[xX])?[0-9a-fA-F]{1,16}" .value=${hex(start, 8)} @change=${this.#choose} /></label>
        ${this.#jumps()}
      </form>
      <div class="grid" role="grid" aria-label=${words.text('pane.memory')} @keydown=${this.#onKey}>${Array.from({ length: ROWS }, (_, i) => this.#line(start + BigInt(i * COLUMNS), i))}</div>
      <p class="dim" style="margin-top:8px">${words.text('memory.help')}</p>`;
  }

  #jumps(): TemplateResult {
    const { moment, words } = this;
    const written = moment?.stores[0]?.[0];
    const go = (label: string, address: bigint | undefined): TemplateResult =>
      html`<button type="button" class="field" @click=${() => (this.chosen = address)}>${label}</button>`;
    return html`${go(moment?.register('RSP') ?? '', undefined)}${[...this.highlight].filter((item) => item.startsWith('mem:')).map((item) => go(hex(item.slice(4)), parse(item.slice(4))))}${go(moment?.register('RIP') ?? '', moment?.state.value('rip'))}${written === undefined ? nothing : go(words.text('memory.last-write'), parse(written))}`;
  }

  #line(address: bigint, row: number): TemplateResult {
    const { moment } = this;
    const physical = moment && translate(moment.state, address);
    const bytes = physical === undefined ? undefined : moment?.state.memory.read(Number(physical), COLUMNS);
    const text = bytes ? String.fromCharCode(...[...bytes].map((byte) => (byte > 31 && byte < 127 ? byte : 46))) : '';
    return html`<div class="line" role="row">
      <span class="addr" role="rowheader">${hex(address, 8)}</span>
      ${Array.from({ length: COLUMNS }, (_, i) => this.#byte(bytes?.[i], physical === undefined ? undefined : Number(physical) + i, row * COLUMNS + i))}<span class="text" role="gridcell">${text}</span>
    </div>`;
  }

  #byte(value: number | undefined, physical: number | undefined, index: number): TemplateResult {
    const focus = index === this.cursor ? 0 : -1;
    if (value === undefined || physical === undefined)
      return html`<span class="byte none" role="gridcell" tabindex=${focus}>··</span>`;
    const wrote =
      this.moment?.ran?.mem?.some(([address, , after]) => inside(physical, address, after.length / 2)) === true;
    const read = this.moment?.ran?.read?.some(([address, size]) => inside(physical, address, size)) === true;
    const watched = this.watches.has(`mem:${physical.toString(16)}`);
    const edit = (): void => {
      this.cursor = index;
      this.editing = true;
    };
    return html`<span
      class="byte ${value === 0 ? 'zero' : ''} ${wrote ? 'wrote' : read ? 'read' : ''} ${watched ? 'watched' : ''}"
      role="gridcell"
      tabindex=${focus}
      data-physical=${physical.toString(16)}
      @dblclick=${edit}
      @click=${() => (this.cursor = index)}
      >${this.editing && focus === 0 ? this.#editor(value, physical) : hex(value, 2)}</span
    >`;
  }

  #editor(value: number, physical: number): TemplateResult {
    const finish = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      if (!input.checkValidity() || input.value === '') return;
      this.editing = false;
      const text = input.value.toLowerCase().padStart(2, '0');
      if (parseInt(text, 16) !== value)
        this.dispatchEvent(new EditEvent({ kind: 'memory', target: physical.toString(16), text }));
    };
    return html`<input
      maxlength="2"
      pattern="[0-9a-fA-F]{1,2}"
      aria-label=${this.words.text('memory.edit', { address: hex(physical, 8) })}
      .value=${hex(value, 2)}
      @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
      @blur=${() => (this.editing = false)}
      @keydown=${(event: KeyboardEvent) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(event);
        if (event.key === 'Escape') {
          this.editing = false;
          this.#refocus = true;
        }
      }}
    />`;
  }

  readonly #choose = (event: Event): void => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLElement).closest('form')?.elements.namedItem('a');
    if (!(input instanceof HTMLInputElement) || !input.checkValidity()) return;
    this.chosen = parse(input.value.replace(/^0x/i, '').toLowerCase());
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || this.editing) return;
    if (event.key === 'Enter') this.editing = true;
    else {
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
      if (step === undefined) return;
      const to = this.cursor + step;
      if (to < 0 || to >= ROWS * COLUMNS) this.chosen = this.#start + BigInt(Math.sign(step) * COLUMNS);
      else this.cursor = to;
      this.#refocus = true;
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

function inside(physical: number, address: string, size: number): boolean {
  const start = parseInt(address, 16);
  return physical >= start && physical < start + size;
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-memory': RingsideMemory;
  }
}
