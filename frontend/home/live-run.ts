import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { highlight } from '../player/code/highlight';
import { capOf, commandOf } from '../player/commands';
import { hex } from '../player/model/hex';
import { Words } from '../player/i18n/words';
import { icon } from '../player/icons';
import { SourceIndex } from '../player/model/moment';
import { formatPlace } from '../player/model/permalink';
import type { Run } from '../player/model/run';
import type { SourceLine } from '../player/recording';
import { execute } from '../player/session/execute';
import { Session } from '../player/session/session';
import '../player/stage/stage-pane';
import { bars, base, buttons } from '../player/styles/base';

/** Keys that move here; the rest of the keyboard map belongs to the player. */
const MOVES = new Set(['step', 'back', 'mode-next', 'mode-previous']);

/**
 * A real run on the home page: the player's stage, the instruction that ran and the ones that come,
 * and the three buttons that a first visitor needs. It opens where the run crosses `via`.
 *
 * | property | meaning |
 * |---|---|
 * | `recording` | address of the recording |
 * | `via` | gate of the ring change to begin at: `SYSCALL` |
 * | `name`, `number` | title of the scenario and `S03` |
 * | `lang` | language of the page |
 * | `href`, `open` | where the player shows the same moment, and the words of that link |
 */
@customElement('ringside-live-run')
export class LiveRun extends LitElement {
  static override readonly styles = [
    base,
    buttons,
    bars,
    css`
      :host {
        display: flex;
        flex-direction: column;
        overflow: hidden;
        min-height: 478px;
        background: var(--rs-pane);
        border: 1px solid var(--rs-outline);
        border-radius: 8px;
      }
      .title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      ringside-stage-pane {
        flex: 1;
      }
      .code {
        flex: none;
        padding: 4px 0;
        font: 400 12px/18px var(--rs-mono);
        border-top: 1px solid var(--rs-line);
        overflow: hidden;
      }
      .code li {
        display: grid;
        grid-template-columns: 84px 76px minmax(0, 1fr);
        height: 19px;
        align-items: center;
        white-space: pre;
        color: var(--rs-code-mnemonic);
      }
      .code .text {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .gutter {
        display: flex;
        justify-content: flex-end;
        gap: 4px;
        padding-right: 8px;
        font: 600 11px var(--rs-font);
      }
      .address {
        color: var(--rs-ink-3);
      }
      .ran {
        background: var(--rs-mark-soft);
        box-shadow: inset 4px 0 var(--rs-mark-line);
      }
      .ran .gutter {
        color: var(--rs-mark-line);
      }
      .next {
        box-shadow: inset 0 0 0 1.5px var(--rs-ink);
      }
      .next .gutter {
        padding: 0;
      }
      .tag {
        background: var(--rs-ink);
        color: var(--rs-on-ink);
        font: 700 11px/19px var(--rs-font);
        padding: 0 12px 0 8px;
        clip-path: polygon(0 0, calc(100% - 7px) 0, 100% 50%, calc(100% - 7px) 100%, 0 100%);
      }
      .r {
        color: var(--rs-code-reg);
      }
      .n {
        color: var(--rs-code-num);
      }
      .l {
        color: var(--rs-code-label);
      }
      .cm {
        color: var(--rs-code-comment);
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        align-items: center;
        padding: 8px 12px;
        border-top: 1px solid var(--rs-line);
      }
      footer a {
        margin-left: auto;
        color: inherit;
        text-decoration-color: var(--rs-outline);
        text-underline-offset: 3px;
      }
      .blank {
        flex: 1;
        display: grid;
        place-items: center;
        gap: 8px;
        padding: 24px;
        text-align: center;
        color: var(--rs-ink-2);
      }
      @media (pointer: coarse) {
        .btn {
          height: var(--rs-touch);
        }
        kbd {
          display: none;
        }
      }
    `,
  ];

  @property() recording = '';
  @property() via = '';
  @property() name = '';
  @property() number = '';
  @property() override lang = 'en';
  @property() href = '';
  @property() open = '';

  private readonly session = new Session(this);
  private words = new Words('en');
  private source?: SourceIndex;

  constructor() {
    super();
    this.addEventListener('keydown', this.#onKey);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('lang')) this.words = new Words(this.lang);
    if (changed.has('recording') && this.recording) void this.#begin();
  }

  async #begin(): Promise<void> {
    await this.session.open(this.recording, (run) => ({ tick: this.#crossing(run) }));
    // questions belong to the lesson: here the run just runs
    this.session.track = undefined;
    this.source = this.session.run && new SourceIndex(this.session.run);
    this.requestUpdate();
  }

  /** The moment after the run first went through the gate. */
  #crossing(run: Run): number {
    const ring = run.recording.events.find((event) => event.kind === 'RING' && event.fields['via'] === this.via);
    return ring ? ring.tick + 1 : 0;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const command = commandOf(event);
    if (!command || !MOVES.has(command)) return;
    event.preventDefault();
    void execute(this.session, command);
  };

  protected override render(): unknown {
    const { session, words } = this;
    const { moment } = session;
    return html`<div class="bar">
        <h2>${words.text('pane.stage')}</h2>
        <span class="mono">${this.number}</span><span class="title">${this.name}</span><span class="sp"></span>
        ${moment ? html`<span class="mono" data-tick=${moment.tick}>t ${words.number(moment.tick)}</span>` : nothing}
      </div>
      ${moment
        ? html`<ringside-stage-pane bare .moment=${moment} .words=${words} .phase=${session.phase}></ringside-stage-pane>
            <ul class="code" aria-label=${words.text('pane.code')}>
              ${this.#lines()}
            </ul>`
        : html`<div class="blank" role="status">${words.lookup(session.notice?.key ?? 'loading', session.notice?.parameters)}</div>`}
      <footer>
        <button class="btn quiet" ?disabled=${!moment || moment.tick === 0} @click=${() => execute(session, 'back')}>${icon('back')}${words.text('transport.back')}</button>
        <button class="btn" ?disabled=${!moment?.next} @click=${() => execute(session, 'step')}>${icon('step')}${words.text('command.step')} <kbd>${capOf('step')}</kbd></button>
        <button class="btn" ?disabled=${!moment?.next} @click=${() => execute(session, 'mode-next')}>${icon('door')}${words.text('command.mode-next')} <kbd>${capOf('mode-next')}</kbd></button>
        <a href=${this.href + (moment ? formatPlace({ tick: moment.tick }) : '')}>${this.open}</a>
      </footer>`;
  }

  /** The line that just ran, the one that comes, and what stands below it. */
  #lines(): unknown {
    const { moment } = this.session;
    const ran = this.source?.at(moment?.ran?.rip);
    const next = this.source?.at(moment?.next?.rip);
    const after = next ? this.#below(next.program, next.index, ran ? 2 : 3) : [];
    return html`${ran ? this.#line(ran.line, 'ran') : nothing}${next ? this.#line(next.line, 'next') : nothing}${after.map((line) => this.#line(line, ''))}`;
  }

  #below(program: string, index: number, count: number): SourceLine[] {
    const lines = this.session.run?.recording.programs.find((p) => p.id === program)?.lines ?? [];
    return lines.slice(index + 1).filter((line) => line.bytes).slice(0, count);
  }

  #line(line: SourceLine, place: 'ran' | 'next' | ''): unknown {
    const { words } = this;
    return html`<li class=${place}>
      <span class="gutter">
        ${place === 'ran' ? html`${words.text('code.ran')}${icon('check', 12)}` : place === 'next' ? html`<span class="tag">${words.text('code.next')}</span>` : nothing}
      </span>
      <span class="address">${line.address === undefined ? '' : hex(line.address, 8)}</span><span class="text">${highlight(line.text.trim())}</span>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-live-run': LiveRun;
  }
}
