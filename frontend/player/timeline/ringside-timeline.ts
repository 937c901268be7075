import { html, nothing, svg, type PropertyValues, type SVGTemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { glyph, type IconName } from '../icons';
import { eventLine } from '../i18n/sentences';
import { plain } from '../i18n/words';
import type { EventClass } from '../model/search';
import { Pane, SeekEvent } from '../pane';
import type { Lane } from '../recording';
import { shapeOf, textWidth } from '../stage/parts';
import { base } from '../styles/base';
import { barsOf, laneBox, marksOf, rulerStep } from './geometry';
import { timelineStyles } from './timeline.css';

const GLYPHS: Record<EventClass, IconName> = { mode: 'door', interrupt: 'bolt', vmexit: 'drop', hypercall: 'envelope' };

/**
 * The run as swimlanes: who ran when, what happened at the borders, and the playhead. Past is filled, the future an outline.
 * Arrow keys, Home, End, PageUp and PageDown move; the pointer scrubs.
 *
 * | Property  | Type     | Meaning                                                  |
 * | --------- | -------- | -------------------------------------------------------- |
 * | phase     | number   | shown after the tick on the playhead, if `phases` > 1    |
 * | bookmarks | number[] | ticks with a bookmark                                    |
 * | questions | number[] | ticks with a prediction that is still open               |
 * | laneNames | Record   | names of lanes in the scenario's words, by lane id       |
 * | highlight | Set      | `lane:id` of lanes that the lesson points at             |
 * | forkTick  | number?  | from here on the run is the learner's own: striped       |
 * | size      | string   | `full` 132 px, `strip` 64 px, `mini` 28 px               |
 */
@customElement('ringside-timeline')
export class RingsideTimeline extends Pane {
  static override readonly styles = [base, timelineStyles];

  @property({ type: Number }) phase = 1;
  @property({ type: Number }) phases = 0;
  @property({ attribute: false }) bookmarks: readonly number[] = [];
  @property({ attribute: false }) questions: readonly number[] = [];
  @property({ attribute: false }) laneNames: Record<string, string> = {};
  @property({ attribute: false }) highlight: ReadonlySet<string> = new Set();
  @property({ attribute: false }) forkTick?: number;
  @property({ type: Boolean }) playing = false;
  @property() size: 'full' | 'strip' | 'mini' = 'full';
  @state() private width = 1440;
  @state() private height = 132;
  @state() private hover?: number;

  readonly #resize = new ResizeObserver(([entry]) => {
    if (!entry) return;
    this.width = Math.max(200, Math.round(entry.contentRect.width));
    this.height = Math.max(24, Math.round(entry.contentRect.height));
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  get #left(): number {
    if (this.size === 'mini') return 8;
    const names =
      this.moment?.run.recording.lanes.map((lane) => textWidth(this.laneNames[lane.id] ?? lane.id, 5.4)) ?? [];
    return Math.min(190, Math.max(this.size === 'strip' ? 112 : 132, 43 + Math.max(0, ...names)));
  }

  get #ticks(): number {
    return Math.max(1, this.moment?.run.recording.ticks ?? 1);
  }

  #x(tick: number): number {
    return this.#left + (tick / this.#ticks) * (this.width - this.#left - (this.size === 'mini' ? 8 : 24));
  }

  #tickAt(clientX: number): number {
    const { left } = this.getBoundingClientRect();
    const share = (clientX - left - this.#left) / (this.width - this.#left - (this.size === 'mini' ? 8 : 24));
    return Math.round(Math.min(1, Math.max(0, share)) * this.#ticks);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('moment')) this.hover = undefined;
  }

  protected override render(): unknown {
    const { moment, words, width, height } = this;
    if (!moment) return nothing;
    const { run, tick } = moment;
    return html`<svg
      viewBox="0 0 ${width} ${height}"
      role="slider"
      tabindex="0"
      aria-label=${words.text('pane.timeline')}
      aria-valuemin="0"
      aria-valuemax=${run.recording.ticks}
      aria-valuenow=${tick}
      aria-valuetext=${this.#spoken()}
      @keydown=${this.#onKey}
      @pointerdown=${this.#onPointer}
      @pointermove=${this.#onPointer}
      @pointerleave=${() => (this.hover = undefined)}
    >
      ${guard([run, words, width, height, this.size, this.laneNames, this.highlight, this.forkTick], () => this.#still())} ${this.#past()}
      ${guard([run, words, width, height, this.size, this.laneNames, this.bookmarks, this.questions], () => svg`${this.#borders()}${this.#marks()}`)} ${this.#head()}
    </svg>`;
  }

  /** Lanes are stacked below the ruler: those that run are as high as there is room for, at most 51; devices are low. */
  #lane(index: number): { top: number; middle: number; bar: number } {
    return laneBox(this.moment?.run.recording.lanes ?? [], index, this.size, this.height);
  }

  /** What lies under the past: ruler, lane names, the bars as outlines. */
  #still(): SVGTemplateResult {
    const { moment } = this;
    if (!moment) return svg``;
    const { recording } = moment.run;
    return svg`<defs>${this.#pattern()}</defs>${this.size === 'mini' ? nothing : this.#ruler()}
      ${this.size === 'mini' ? nothing : recording.lanes.map((lane, i) => this.#laneLabel(i, lane))}
      ${this.#bars('e')}${this.forkTick === undefined ? nothing : svg`<rect x=${this.#x(this.forkTick)} y="0" width=${Math.max(0, this.#x(this.#ticks) - this.#x(this.forkTick))} height=${this.height} fill="url(#stripes)" class="forked"/>`}
      ${this.#cuts()}`;
  }

  #pattern(): SVGTemplateResult {
    return svg`<pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v8" stroke="var(--rs-outline)" stroke-width="1"/></pattern>`;
  }

  #ruler(): SVGTemplateResult {
    const step = rulerStep(this.#ticks, this.width - this.#left, 100);
    const marks: SVGTemplateResult[] = [];
    for (let tick = 0; tick <= this.#ticks; tick += step) {
      const x = this.#x(tick);
      if (x > this.width - 20) break;
      marks.push(
        svg`<path d="M${x} ${this.size === 'strip' ? 11 : 17}v5" class="rule"/><text x=${x + 3} y=${this.size === 'strip' ? 11 : 15} class="m">${tick.toLocaleString('en')}</text>`,
      );
    }
    return svg`${marks}`;
  }

  #laneLabel(index: number, { id, domain }: Lane): SVGTemplateResult {
    const { top, middle } = this.#lane(index);
    const strong = this.highlight.has(`lane:${id}`) ? 'b' : '';
    return svg`<path class="lane" d="M0 ${top}H${this.width}"/>${glyph(shapeOf(domain), 11.5, middle - 6.5, 13, `${domain}-l`)}<text x="31" y=${middle + 4} class="${domain}-t ${strong}">${this.laneNames[id] ?? id}</text>`;
  }

  /** Bars of all lanes: `e`mpty for the future, `f`illed for the past. */
  #bars(style: 'e' | 'f'): SVGTemplateResult {
    const recording = this.moment?.run.recording;
    if (!recording) return svg``;
    const perPixel = this.#ticks / (this.width - this.#left);
    return svg`${barsOf(recording, perPixel).map(({ lane, from, to }) => {
      const { middle, bar } = this.#lane(lane);
      const domain = recording.lanes[lane]?.domain ?? 'device';
      const x = this.#x(from);
      const inset = style === 'e' ? 0.5 : 0;
      return svg`<rect x=${x} y=${middle - bar / 2 + inset} width=${Math.max(1, this.#x(to) - x)} height=${bar - inset * 2} class="${domain}-${style}"/>`;
    })}`;
  }

  /** Single ticks, where they are wide enough to be told apart. */
  #cuts(): SVGTemplateResult | typeof nothing {
    const recording = this.moment?.run.recording;
    const pixels = (this.#x(this.#ticks) - this.#x(0)) / this.#ticks;
    if (!recording || pixels < 5 || this.size === 'mini') return nothing;
    const paths = recording.spans.map(([from, lane], i) => {
      const to = recording.spans[i + 1]?.[0] ?? recording.ticks;
      const { middle, bar } = this.#lane(lane);
      let d = '';
      for (let tick = from + 1; tick < to; tick++)
        d += `M${this.#x(tick).toFixed(1)} ${middle - bar / 2 + 1}v${bar - 2}`;
      return d;
    });
    return svg`<path d=${paths.join('')} class="cut"/>`;
  }

  /** Where one lane hands over to another, and why. Glyphs closer than 12 px are left out, and labels that do not fit. */
  #borders(): SVGTemplateResult | typeof nothing {
    const { moment, size } = this;
    if (!moment || size === 'mini') return nothing;
    const marks = marksOf(moment.run.recording);
    let last = -Infinity;
    return svg`${marks.map((mark) => {
      const x = this.#x(mark.tick);
      if (x - last < 12) return nothing;
      last = x;
      const to = this.#lane(mark.to);
      const from = this.#lane(mark.from);
      if (mark.device) return svg`<path d="M${x} ${to.middle - 4}l4 4-4 4-4-4z" class="device-f"/>`;
      const room = (mark.until === undefined ? this.width : this.#x(mark.until)) - x;
      const labelled =
        size === 'full' &&
        mark.from !== mark.to &&
        Math.abs(to.middle - from.middle) > 29 &&
        room > mark.label.length * 6.6 + 8;
      return svg`${mark.from === mark.to ? nothing : svg`<path d="M${x} ${from.middle}V${to.middle}" class="link soon"/>`}
        <circle cx=${x} cy=${to.middle} r="8" class="hole"/>${glyph(mark.stop ? 'stop' : GLYPHS[mark.kind], x - 6.5, to.middle - 6.5, 13, 'g1')}
        ${labelled ? svg`<text x=${x + 5} y=${(from.middle + to.middle) / 2 + 4}>${mark.label}</text>` : nothing}`;
    })}`;
  }

  /** Bookmarks, and the questions that are still open. */
  #marks(): SVGTemplateResult {
    return svg`${this.bookmarks.map((tick) => svg`<path d="M${this.#x(tick) - 4} 2h8v11l-4-3-4 3z" class="mark"><title>t ${tick}</title></path>`)}
      ${this.size === 'mini' ? nothing : this.questions.map((tick) => svg`<path d="M${this.#x(tick)} 3l5 5-5 5-5-5z" class="ask"><title>${this.words.text('predict.title')}</title></path>`)}`;
  }

  /** The past: the same bars, filled, cut off at the playhead. */
  #past(): SVGTemplateResult {
    const { moment } = this;
    const x = this.#x(moment?.tick ?? 0);
    return svg`<clipPath id="past"><rect x="0" y="0" width=${x} height=${this.height}/></clipPath>
      <g clip-path="url(#past)">${guard([moment?.run, this.width, this.height, this.size], () => svg`${this.#bars('f')}${this.#cuts()}`)}</g>`;
  }

  #head(): SVGTemplateResult {
    const tick = this.moment?.tick ?? 0;
    const x = this.#x(tick);
    if (this.size === 'mini')
      return svg`<path d="M${x} 0V${this.height}" class="head-l"/><path d="M${x - 6} 0h12l-6 7z" class="head"/>`;
    const text = `${tick}${this.phases > 1 ? `.${this.phase}` : ''}`;
    const w = text.length * 6.7 + 14;
    const flip = x + w > this.width;
    return svg`${this.hover === undefined || this.hover === tick ? nothing : svg`<path d="M${this.#x(this.hover)} 0V${this.height}" class="hover"/>`}
      <path d="M${x} 0V${this.height}" class="head-l"/><rect x=${flip ? x - w + 1 : x - 1} y="0" width=${w} height="17" class="head"/><text x=${flip ? x - w + 7 : x + 6} y="12.5" class="head-t">${text}</text>`;
  }

  /** "tick 41, SYSCALL, ring 3 to ring 0". */
  #spoken(): string {
    const { moment, words } = this;
    if (!moment) return '';
    const parts = [words.text('timeline.tick', { tick: moment.tick })];
    if (moment.headline) parts.push(plain(eventLine(moment.headline, words)));
    else if (moment.ran?.text) parts.push(moment.ran.text);
    if (moment.lane) parts.push(this.laneNames[moment.lane.id] ?? moment.lane.id);
    return parts.join(', ');
  }

  readonly #onPointer = (event: PointerEvent): void => {
    const tick = this.#tickAt(event.clientX);
    if (event.type === 'pointerdown') {
      if (event.button !== 0) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      (event.currentTarget as HTMLElement).focus();
      this.dispatchEvent(new SeekEvent(tick));
    } else if (event.buttons & 1) {
      if (tick !== this.moment?.tick) this.dispatchEvent(new SeekEvent(tick));
    } else this.hover = tick;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tick = this.moment?.tick ?? 0;
    const far = event.shiftKey ? 10 : 1;
    const page = Math.max(10, Math.round(this.#ticks / 20));
    const target: Partial<Record<string, number>> = {
      ArrowRight: tick + far,
      ArrowUp: tick + far,
      ArrowLeft: tick - far,
      ArrowDown: tick - far,
      Home: 0,
      End: this.#ticks,
      PageUp: tick + page,
      PageDown: tick - page,
    };
    const to = target[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.dispatchEvent(new SeekEvent(Math.min(this.#ticks, Math.max(0, to))));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-timeline': RingsideTimeline;
  }
}
