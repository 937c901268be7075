import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../icons';
import { hex, spaced } from '../model/hex';
import { mnemonicOf, SourceIndex, type SourcePlace } from '../model/moment';
import { oncePerFrame, Pane } from '../pane';
import type { Program, SourceLine } from '../recording';
import { shapeOf } from '../stage/parts';
import { bars, base } from '../styles/base';
import { tabList } from '../tabs';
import { codeStyles } from './code.css';
import { encodingView } from './encoding-view';
import { highlight, isLabel, isRemark } from './highlight';

type Tab = 'source' | 'listing' | 'encoding';

/** Lines of the excerpt that keeps the line that just ran in sight. */
const PEEK = 2;
/** Further apart than this, the two lines get a view each. */
const FAR = 9;

/**
 * The code: what just ran (marker, tick) and what runs next (ink, NEXT) are two different things, and both stay in sight.
 *
 * | Property    | Type        | Meaning                                     |
 * | ----------- | ----------- | ------------------------------------------- |
 * | breakpoints | Set<string> | linear addresses, hex                       |
 *
 * Event `breakpoint-toggle` (detail: the address): the gutter was clicked.
 */
@customElement('ringside-code')
export class RingsideCode extends Pane {
  static override readonly styles = [base, bars, codeStyles];

  @property({ attribute: false }) breakpoints: ReadonlySet<string> = new Set();
  @state() private tab: Tab = 'source';

  #index?: SourceIndex;
  #ran?: SourcePlace;
  #next?: SourcePlace;
  /** Programs whose lines are in the document: the one on show, and those that were. */
  #drawn: readonly string[] = [];
  readonly #beforePaint = oncePerFrame();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('moment') || !this.moment) return;
    if (this.moment.run !== changed.get('moment')?.run || !this.#index) {
      this.#index = new SourceIndex(this.moment.run);
      this.#drawn = [];
    }
    this.#ran = this.#index.at(this.moment.ran?.rip);
    this.#next = this.#index.at(this.moment.next?.rip ?? this.moment.state.hex('rip'));
    const main = (this.#next ?? this.#ran)?.program;
    if (main !== undefined && !this.#drawn.includes(main)) this.#drawn = [...this.#drawn, main];
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('moment') || changed.has('tab' as keyof RingsideCode)) this.#beforePaint(() => this.#reveal());
  }

  /** Scrolls as little as possible so that NEXT, and the line before it, can be seen. */
  #reveal(): void {
    const box = this.renderRoot.querySelector<HTMLElement>('.code:not([hidden])');
    const line = box?.querySelector<HTMLElement>('.next') ?? box?.querySelector<HTMLElement>('.ran');
    if (!box || !line) return;
    const near = this.#isNear() ? box.querySelector<HTMLElement>('.ran') : null;
    const top = Math.min(line.offsetTop, near?.offsetTop ?? Infinity) - 22 - 18 * 2;
    const bottom = Math.max(line.offsetTop, near?.offsetTop ?? 0) + 18 * 4;
    if (top >= box.scrollTop && bottom <= box.scrollTop + box.clientHeight) return;
    box.scrollTop = Math.max(0, Math.round(top / 18) * 18);
  }

  protected override render(): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const cs = hex(moment.state.hex('cs'), 2);
    return html`<div class="bar mid">
        ${tabList<Tab>(
          words.text('pane.code'),
          [
            { id: 'source', label: words.text('code.source') },
            { id: 'listing', label: words.text('code.listing') },
            { id: 'encoding', label: words.text('code.encoding') },
          ],
          this.tab,
          (tab) => (this.tab = tab),
        )}
        <span class="sp"></span>${this.#reference()}<span>CS:${moment.register('RIP')} <span class="mono" style="color:var(--rs-ink)">${cs}:${hex(moment.state.hex('rip'), 8)}</span></span>
      </div>
      ${this.tab === 'source' ? this.#source() : this.tab === 'listing' ? this.#listing() : encodingView(moment, words)}`;
  }

  /** A link to the page of the instruction that comes next. */
  #reference(): unknown {
    const { moment, words } = this;
    const mnemonic = mnemonicOf(moment?.next?.text ?? moment?.ran?.text);
    if (mnemonic === undefined || !/^[a-z][a-z0-9]*$/.test(mnemonic) || mnemonic === 'db') return nothing;
    const label = words.text('code.reference', { mnemonic: mnemonic.toUpperCase() });
    return html`<a class="ref" href=${new URL(`instructions/${mnemonic}`, document.baseURI).href} aria-label=${label} title=${label}>${icon('book', 14)}<span class="mono">${mnemonic}</span></a>`;
  }

  #isNear(): boolean {
    return (
      this.#ran !== undefined &&
      this.#next !== undefined &&
      this.#ran.program === this.#next.program &&
      Math.abs(this.#ran.index - this.#next.index) <= FAR
    );
  }

  /** The file with NEXT in full; the line that just ran above it, where it is elsewhere. */
  #source(): unknown {
    const main = this.#next ?? this.#ran;
    if (!main) return html`<p class="note">${this.words.text('code.no-source')}</p>`;
    const apart = this.#ran && this.#next && !this.#isNear() ? this.#ran : undefined;
    return html`${apart ? this.#peek(apart) : nothing}
      <div class="files">
        ${repeat(
          this.#drawn,
          (id) => id,
          (id) => this.#file(id, id === main.program),
        )}
      </div>`;
  }

  /** A program stays in the document when another one is shown: runs go back and forth between them. */
  #file(id: string, shown: boolean): unknown {
    const program = this.#program(id);
    const { moment } = this;
    if (!program || !moment) return nothing;
    const here = (place?: SourcePlace): SourcePlace | undefined => (place?.program === id ? place : undefined);
    const marks = [here(this.#ran)?.line, here(this.#ran) && moment.ran?.what, here(this.#next)?.line, moment.next === undefined];
    return html`<div class="code" ?hidden=${!shown} tabindex="0" data-scrolls role="region" aria-label=${program.file}>
      ${guard(
        [program, this.words, this.breakpoints, ...marks],
        () => html`${program.lines.map((line, i) => html`${this.#fileBarAt(program, i)}${this.#line(line, line.text)}`)}`,
      )}
    </div>`;
  }

  #peek(place: SourcePlace): unknown {
    const program = this.#program(place.program);
    if (!program) return nothing;
    const lines = program.lines.slice(Math.max(0, place.index - PEEK), place.index + PEEK + 1);
    return html`<div class="peek">${this.#fileBar(program, place.line.file)}${lines.map((line) => this.#line(line, line.text))}</div>`;
  }

  /** Every instruction in address order as the disassembler writes it. */
  #listing(): unknown {
    const main = this.#next ?? this.#ran;
    const program = main && this.#program(main.program);
    if (!program) return html`<p class="note">${this.words.text('code.no-source')}</p>`;
    const lines = program.lines.filter((line) => line.bytes);
    return html`<div class="code" tabindex="0" data-scrolls role="region" aria-label=${program.file}>
      ${this.#fileBar(program, program.file)}${lines.map((line) => this.#line(line, line.decoded ?? line.text.replace(/;.*$/, '').trim(), `${line.line}`))}
    </div>`;
  }

  #program(id: string): Program | undefined {
    return this.moment?.run.recording.programs.find((program) => program.id === id);
  }

  /** A bar with the file's name where its lines start: an included file has its own. */
  #fileBarAt(program: Program, index: number): unknown {
    const file = program.lines[index]?.file ?? program.file;
    return index === 0 || file !== program.lines[index - 1]?.file ? this.#fileBar(program, file) : nothing;
  }

  #fileBar(program: Program, file: string): unknown {
    const lane = this.moment?.run.recording.lanes.find((entry) => entry.id === program.lane);
    return html`<div class="file">
      ${icon(shapeOf(lane?.domain ?? 'kernel'))}${file.replace(/^.*\//, '')}<span class="dim">${this.words.text('stage.ring', { ring: lane?.ring ?? 0 })}</span>
    </div>`;
  }

  /** A line is rendered again only when what it says changed: most lines of a file never do. */
  #line(line: SourceLine, text: string, margin = ''): unknown {
    const { moment } = this;
    const isNext = line === this.#next?.line && moment?.next !== undefined;
    const isRan = line === this.#ran?.line;
    const trapped = isRan && moment?.ran?.what === 'exception';
    const stopped = line.address !== undefined && this.breakpoints.has(line.address);
    return guard([line, text, margin, isNext, isRan, trapped, stopped, this.words], () =>
      this.#drawLine(line, text, margin, isNext, isRan, trapped, stopped),
    );
  }

  #drawLine(
    line: SourceLine,
    text: string,
    margin: string,
    isNext: boolean,
    isRan: boolean,
    trapped: boolean,
    stopped: boolean,
  ): TemplateResult {
    const kind = `${isLabel(text) ? 'lab ' : isRemark(text) ? 'remark ' : line.bytes ? '' : 'idle '}${trapped ? 'trap ' : isRan ? 'ran ' : ''}${isNext ? 'next' : ''}`;
    return html`<div class="ln ${kind}" aria-current=${ifDefined(isNext ? 'true' : undefined)}>
      ${this.#gutter(line, isRan, trapped, isNext, margin, stopped)}<span class="a">${line.address === undefined || !line.bytes ? '' : hex(line.address, 8)}</span
      ><span class="by" title=${ifDefined(line.bytes && line.bytes.length > 18 ? spaced(line.bytes) : undefined)}>${line.bytes ? spaced(line.bytes) : ''}</span><span class="t">${highlight(text)}</span>
    </div>`;
  }

  #gutter(
    line: SourceLine,
    isRan: boolean,
    trapped: boolean,
    isNext: boolean,
    margin: string,
    stopped: boolean,
  ): TemplateResult {
    const { words } = this;
    const address = line.address;
    if (address === undefined || !line.bytes) return html`<span class="g">${margin}</span>`;
    return html`<button
      class="g"
      tabindex="-1"
      aria-pressed=${stopped}
      @click=${() => this.dispatchEvent(new CustomEvent('breakpoint-toggle', { detail: address }))}
    >
      <span class="sr">${words.text('code.breakpoint', { address: hex(address, 8) })}</span>${stopped ? html`<span class="bp"></span>` : nothing}${isRan && !isNext ? html`<span>${words.text(trapped ? (this.moment?.event('VMEXIT') ? 'code.left' : 'code.trapped') : 'code.ran')}</span>${icon(trapped ? 'cross' : 'check', 12)}` : nothing}${
        isNext ? html`<span class="tag">${words.text('code.next')}</span>` : nothing
      }${!isRan && !isNext && !stopped && margin ? html`<span class="dim">${margin}</span>` : nothing}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-code': RingsideCode;
  }
}
