import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import {
  billOf,
  countByKind,
  countInstructions,
  eventsIn,
  type Instructions,
  type Item,
  type Window,
} from '../model/counting';
import { loadCosts, type Cost, type CostModel, type CostProfile } from '../model/costs';
import type { Run } from '../model/run';
import { Pane } from '../pane';
import { base } from '../styles/base';
import { tabStyles } from './inspector.css';

/** A learner who steps fast is not held up: instructions are counted once he rests, in milliseconds. */
const REST = 120;

/** Mnemonics that the breakdown names. */
const NAMED = 12;

/** Which processor a recording's CPU model is priced as, until the learner chooses. */
const LIKE: Record<string, string> = { intel: 'skylake-2017', amd: 'zen-2020' };

/** Counts of any window of the run: events by kind and lane, instructions, and what they cost on a processor of choice. */
@customElement('ringside-counts')
export class RingsideCounts extends Pane {
  static override readonly styles = [
    base,
    tabStyles,
    css`
      :host {
        display: block;
      }
      .big {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 18px;
        padding: 8px 0;
        border-top: 1.5px solid var(--rs-ink);
        border-bottom: 1px solid var(--rs-line);
        margin-bottom: 10px;
      }
      .big div {
        font-size: 12px;
        color: var(--rs-ink-2);
      }
      .big b {
        display: block;
        font-size: 18px;
        line-height: 1.3;
        color: var(--rs-ink);
        font-variant-numeric: tabular-nums;
      }
      .big .none {
        background: var(--rs-ink);
        color: var(--rs-on-ink);
        border-radius: 3px;
        padding: 0 7px;
        width: max-content;
      }
      .tools .field.n {
        width: 84px;
      }
      td.num,
      th.num {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      td.lanes {
        color: var(--rs-ink-2);
        white-space: normal;
      }
      .tag {
        display: inline-block;
        min-width: 17px;
        text-align: center;
        border: 1px solid var(--rs-outline);
        border-radius: 3px;
        font: 700 11px/15px var(--rs-mono);
      }
      .tag.E {
        border-style: dashed;
      }
      .tag.V {
        border-color: var(--rs-ink);
      }
      td.why {
        white-space: normal;
        color: var(--rs-ink-2);
        line-height: 1.35;
        height: auto;
        padding: 2px 6px 4px;
      }
      tr.item td {
        border-bottom: 0;
      }
      .sum td {
        font-weight: 700;
        border-top: 1.5px solid var(--rs-ink);
      }
      .legend {
        display: grid;
        gap: 2px;
        margin-top: 8px;
        color: var(--rs-ink-2);
        line-height: 1.45;
      }
      select.field {
        font-family: var(--rs-font);
      }
    `,
  ];

  /** Start of the window. */
  @state() private from = 0;
  /** Its end; undefined: it moves along with the present. */
  @state() private to?: number;
  @state() private instructions?: Instructions;
  @state() private model?: CostModel;
  @state() private failed = false;
  @state() private profile?: string;
  #counted = '';
  #aborter?: AbortController;
  #timer?: ReturnType<typeof setTimeout>;

  override connectedCallback(): void {
    super.connectedCallback();
    loadCosts().then(
      (model) => (this.model = model),
      () => (this.failed = true),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#aborter?.abort();
    clearTimeout(this.#timer);
    this.#counted = '';
  }

  get #end(): number {
    return this.to ?? this.moment?.tick ?? 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { moment } = this;
    const before = changed.get('moment');
    if (changed.has('moment') && before && before.run !== moment?.run) {
      this.from = 0;
      this.to = undefined;
    }
  }

  protected override updated(): void {
    const { moment } = this;
    if (!moment) return;
    const window = { from: Math.min(this.from, this.#end), to: Math.max(this.from, this.#end) };
    const key = `${moment.run.recording.hash} ${window.from} ${window.to}`;
    if (key === this.#counted) return;
    this.#counted = key;
    this.#aborter?.abort();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#count(moment.run, window), REST);
  }

  #count(run: Run, window: Window): void {
    const aborter = (this.#aborter = new AbortController());
    countInstructions(run, window, aborter.signal).then(
      (found) => {
        if (!aborter.signal.aborted) this.instructions = found;
      },
      () => {
        if (!aborter.signal.aborted) this.instructions = undefined;
      },
    );
  }

  protected override render(): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const end = this.#end;
    const window = { from: Math.min(this.from, end), to: Math.max(this.from, end) };
    const events = eventsIn(moment.run, window);
    return html`<form class="tools" @submit=${(event: Event) => event.preventDefault()}>
        <label>${words.text('counts.from')} <input class="field n" type="number" min="0" max=${moment.run.recording.ticks} .value=${String(this.from)} @change=${this.#setFrom} /></label>
        <label>${words.text('counts.to')} <input class="field n" type="number" min="0" max=${moment.run.recording.ticks} .value=${String(end)} @change=${this.#setTo} /></label>
        <button type="button" class="field" @click=${() => (this.from = moment.tick)}>${words.text('counts.from-here')}</button>
        <button type="button" class="field" @click=${() => (this.to = moment.tick)}>${words.text('counts.to-here')}</button>
        <button type="button" class="field" @click=${this.#whole}>${words.text('counts.whole')}</button>
        <button type="button" class="field" aria-pressed=${this.to === undefined} @click=${() => (this.to = undefined)}>${words.text('counts.follow')}</button>
      </form>
      ${this.#big(events)} ${this.#events(events)} ${this.#mnemonics()} ${this.#cycles(events)}`;
  }

  readonly #setFrom = (event: Event): void => {
    this.from = this.#tickOf(event) ?? this.from;
  };

  readonly #setTo = (event: Event): void => {
    this.to = this.#tickOf(event) ?? this.to;
  };

  #tickOf(event: Event): number | undefined {
    const input = event.currentTarget as HTMLInputElement;
    return input.checkValidity() && input.value !== '' ? Math.trunc(Number(input.value)) : undefined;
  }

  readonly #whole = (): void => {
    this.from = 0;
    this.to = this.moment?.run.recording.ticks ?? 0;
  };

  /** The numbers of the lesson: instructions, exits, trips to Dom0, and how many of them an ADD caused. */
  #big(events: ReturnType<typeof eventsIn>): TemplateResult {
    const { words, instructions, moment } = this;
    const count = (...kinds: string[]): number => events.filter((event) => kinds.includes(event.kind)).length;
    const kinds = new Set(moment?.run.recording.events.map((event) => event.kind));
    const switches = events.filter((event) => event.kind === 'DOMSW' && event.fields['to'] === '0').length;
    const entry = (value: number | undefined, label: string): TemplateResult =>
      html`<div><b class=${value === 0 ? 'none' : ''}>${value === undefined ? '…' : words.number(value)}</b>${label}</div>`;
    return html`<div class="big" role="group" aria-label=${words.text('counts.title')}>
      ${entry(instructions?.total, words.text('counts.instructions'))} ${entry(count('RING'), words.text('counts.rings'))}
      ${entry(count('VMEXIT'), words.text('counts.exits'))}
      ${kinds.has('HCALL') ? entry(count('HCALL'), words.text('counts.hypercalls')) : nothing}
      ${kinds.has('DOMSW') ? entry(switches, words.text('counts.dom0')) : nothing}
      ${entry(instructions && (instructions.exitsBy.get('ADD') ?? 0), words.text('counts.from-add'))}
    </div>`;
  }

  #events(events: ReturnType<typeof eventsIn>): TemplateResult {
    const { words } = this;
    const rows = countByKind(events);
    return html`<h3 class="sub">${words.text('counts.events')}</h3>
      ${
        rows.length === 0
          ? html`<p class="absent" style="margin:0"><b>0</b> ${words.text('counts.nothing')}</p>`
          : html`<table>
            <thead><tr><th scope="col">${words.text('counts.kind')}</th><th scope="col" class="num">${words.text('counts.count')}</th><th scope="col">${words.text('counts.lanes')}</th></tr></thead>
            <tbody>
              ${rows.map(([kind, count, lanes]) => html`<tr><td class="mono">${kind}</td><td class="num">${words.number(count)}</td><td class="lanes">${[...lanes].map(([lane, n]) => `${lane} ${words.number(n)}`).join(' · ')}</td></tr>`)}
            </tbody>
          </table>`
      }`;
  }

  #mnemonics(): TemplateResult {
    const { words, instructions } = this;
    if (!instructions) return html`<p class="dim" role="status">${words.text('counts.counting')}</p>`;
    // Those that left the guest come first, however few they are.
    const left = ([mnemonic]: readonly [string, number]): boolean => instructions.exitsBy.has(mnemonic);
    const all = instructions.byMnemonic;
    const ordered = [...all.filter(left), ...all.filter((entry) => !left(entry))];
    const rows = ordered.slice(0, NAMED);
    const rest = ordered.slice(NAMED).reduce((sum, [, count]) => sum + count, 0);
    return html`<h3 class="sub">${words.text('counts.by-instruction')}</h3>
      <table>
        <thead><tr><th scope="col">${words.text('counts.instruction')}</th><th scope="col" class="num">${words.text('counts.count')}</th><th scope="col" class="num">${words.text('counts.exits')}</th></tr></thead>
        <tbody>
          ${rows.map(([mnemonic, count]) => html`<tr><td class="mono">${mnemonic}</td><td class="num">${words.number(count)}</td><td class="num">${words.number(instructions.exitsBy.get(mnemonic) ?? 0)}</td></tr>`)}
          ${rest > 0 ? html`<tr><td>${words.text('counts.others')}</td><td class="num">${words.number(rest)}</td><td></td></tr>` : nothing}
        </tbody>
      </table>`;
  }

  #cycles(events: ReturnType<typeof eventsIn>): TemplateResult {
    const { words, model, instructions, moment } = this;
    if (this.failed) return html`<p class="absent">${words.text('counts.no-costs')}</p>`;
    if (!model || !instructions || !moment) return html``;
    const profile = this.#profile(model, moment.run.recording.machine.vendor);
    if (!profile) return html``;
    const bill = billOf(model, profile, instructions.total, events);
    const sum = bill.reduce((total, item) => total + item.cycles, 0);
    return html`<h3 class="sub">${words.text('counts.cycles')}</h3>
      <div class="tools">
        <label>${words.text('counts.cpu')} <select class="field" @change=${this.#choose}>${model.profiles.map((each) => html`<option value=${each.id} ?selected=${each === profile}>${each.name}, ${each.year}</option>`)}</select></label>
      </div>
      <table>
        <thead><tr><th scope="col">${words.text('counts.item')}</th><th scope="col" class="num">${words.text('counts.times')}</th><th scope="col" class="num">${words.text('counts.each')}</th><th scope="col" class="num">${words.text('counts.cycles')}</th></tr></thead>
        <tbody>
          ${bill.map((item) => this.#item(model, item))}
          <tr class="sum"><td>${words.text('counts.sum')}</td><td></td><td></td><td class="num">${words.number(Math.round(sum))}</td></tr>
        </tbody>
      </table>
      <div class="legend">${(['V', 'R', 'D', 'E'] as const).map((tag) => html`<p><span class="tag ${tag}">${tag}</span> ${words.text(`counts.tag.${tag}`)}</p>`)}<p>${words.text('counts.disclaimer')}</p></div>`;
  }

  #profile(model: CostModel, vendor: string): CostProfile | undefined {
    const id = this.profile ?? LIKE[vendor];
    return model.profiles.find((profile) => profile.id === id) ?? model.profiles[0];
  }

  readonly #choose = (event: Event): void => {
    this.profile = (event.currentTarget as HTMLSelectElement).value;
  };

  #item(model: CostModel, { key, kind, count, cost, cycles }: Item): TemplateResult {
    const { words } = this;
    return html`<tr class="item">
        <td>${words.lookup(`cost.${key}`) ?? key} ${kind ? html`<span class="mono dim">${kind}</span>` : nothing}</td><td class="num">${words.number(count)}</td>
        <td class="num">${cost.tag === 'R' ? '≈ ' : ''}${words.number(cost.value)} <span class="tag ${cost.tag}" title=${words.text(`counts.tag.${cost.tag}`)}>${cost.tag}</span></td><td class="num">${words.number(Math.round(cycles))}</td>
      </tr>
      <tr><td class="why" colspan="4">${this.#why(model, cost)}</td></tr>`;
  }

  #why(model: CostModel, { source, note }: Cost): string {
    const citation = source ? (model.sources[source] ?? source) : '';
    return [citation, note?.[this.words.lang] ?? ''].filter(Boolean).join(' · ');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-counts': RingsideCounts;
  }
}
