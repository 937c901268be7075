import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Key } from '../i18n/words';
import { icon, type IconName } from '../icons';
import type { RingsideLesson } from '../lesson/ringside-lesson';
import { hex, short, spaced } from '../model/hex';
import { Pane } from '../pane';
import type { ScenarioText } from '../recording';
import type { Session } from '../session/session';
import { base, buttons } from '../styles/base';

const TABS: readonly { id: Tab; glyph: IconName }[] = [
  { id: 'lesson', glyph: 'book' },
  { id: 'stage', glyph: 'grid' },
  { id: 'code', glyph: 'page' },
  { id: 'state', glyph: 'ladder' },
  { id: 'events', glyph: 'list' },
];
type Tab = 'lesson' | 'stage' | 'code' | 'state' | 'events';

/** The player on a phone: one pane at a time, what changed in one line, an open question as a sheet, the way forward under the thumb. */
@customElement('ringside-phone')
export class RingsidePhone extends Pane {
  static override readonly styles = [
    base,
    buttons,
    css`
      :host {
        position: absolute;
        inset: 0;
        display: flex;
        flex-direction: column;
        background: var(--rs-pane);
      }
      header {
        height: 48px;
        flex: none;
        display: flex;
        align-items: center;
        gap: 2px;
        padding: 0 4px;
        border-bottom: 1px solid var(--rs-line);
      }
      header div {
        flex: 1;
        display: grid;
        padding-left: 10px;
        min-width: 0;
      }
      header h1 {
        font-size: 15px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      header span {
        font-size: 12px;
        color: var(--rs-ink-2);
      }
      header .btn {
        width: 44px;
        height: 44px;
      }
      .what {
        height: 34px;
        flex: none;
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 0 12px;
        font-size: 12px;
        overflow: hidden;
        white-space: nowrap;
        border-bottom: 1px solid var(--rs-line);
      }
      .what .c {
        background: var(--rs-mark);
        color: var(--rs-mark-ink);
        padding: 0 6px;
        line-height: 22px;
        border-radius: 3px;
        font-size: 11.5px;
        font-family: var(--rs-mono);
      }
      main {
        display: contents;
      }
      .pane {
        flex: 1;
        min-height: 0;
        display: flex;
        flex-direction: column;
        overflow: auto;
      }
      .pane > .fill {
        flex: 1;
        min-height: 0;
      }
      ringside-stage-pane {
        flex: 0 1 auto;
        min-height: 250px;
      }
      .two {
        flex: none;
        border-top: 1px solid var(--rs-line);
        font: 400 13px var(--rs-mono);
      }
      .ln {
        display: grid;
        grid-template-columns: 70px 66px 1fr auto;
        height: 28px;
        align-items: center;
        padding-right: 12px;
        white-space: pre;
        position: relative;
      }
      .k {
        display: flex;
        align-items: center;
        gap: 4px;
        padding-left: 12px;
        font: 600 11px var(--rs-font);
        color: var(--rs-mark-line);
      }
      .ln .dim {
        font-size: 12px;
      }
      .ran {
        background: var(--rs-mark-soft);
        box-shadow: inset 4px 0 var(--rs-mark-line);
      }
      .next {
        box-shadow: inset 0 0 0 1.5px var(--rs-ink);
      }
      .next .k {
        padding-left: 0;
      }
      .tag {
        background: var(--rs-ink);
        color: var(--rs-on-ink);
        font: 700 11px/28px var(--rs-font);
        padding: 0 13px 0 12px;
        clip-path: polygon(0 0, calc(100% - 7px) 0, 100% 50%, calc(100% - 7px) 100%, 0 100%);
      }
      .sheet {
        flex: none;
        max-height: 46%;
        display: flex;
        flex-direction: column;
        background: var(--rs-raised);
        border-top: 1.5px solid var(--rs-ink);
        border-radius: 12px 12px 0 0;
        box-shadow: var(--rs-lift-2);
        overflow: hidden;
      }
      .grab {
        flex: none;
        width: 100%;
        height: 20px;
        display: grid;
        place-items: center;
      }
      .grab::before {
        content: '';
        width: 36px;
        height: 4px;
        border-radius: 2px;
        background: var(--rs-outline);
      }
      .sheet ringside-lesson {
        background: none;
        min-height: 0;
      }
      ringside-timeline {
        flex: none;
        height: 32px;
      }
      ringside-transport {
        flex: none;
      }
      .tb {
        flex: none;
        display: grid;
        grid-template-columns: repeat(5, 1fr);
        border-top: 1px solid var(--rs-line);
        height: 54px;
      }
      .tb button {
        display: grid;
        place-items: center;
        align-content: center;
        gap: 3px;
        font-size: 11.5px;
        color: var(--rs-ink-2);
        border-top: 3px solid transparent;
      }
      .tb .i {
        width: 20px;
        height: 20px;
      }
      .tb [aria-selected='true'] {
        color: var(--rs-ink);
        font-weight: 700;
        border-color: var(--rs-ink);
      }
      .tb button:focus-visible {
        outline-offset: -3px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) text?: ScenarioText;
  @property({ type: Number }) phase = 1;
  @property({ type: Number }) tick = 0;
  @state() private tab: Tab = 'stage';
  @state() private lowered = false;
  @query('ringside-lesson') private lessonPane?: RingsideLesson;

  /** Commits the chosen option of the open question; false where none is chosen. */
  commit(): boolean {
    return this.lessonPane?.commit() ?? false;
  }

  callAttention(): void {
    this.lowered = false;
    void this.updateComplete.then(() => this.lessonPane?.callAttention());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('tick')) this.lowered = false;
  }

  protected override render(): unknown {
    const { moment, words, session } = this;
    if (!moment) return nothing;
    const steps = session.track?.recording.steps.length ?? 0;
    const question = session.track?.questionAt(moment.tick);
    return html`<header>
        <div><h1>${this.text?.title ?? ''}</h1><span class="num">${words.text('lesson.step-of', { step: (session.track?.stepAt(moment.tick) ?? -1) + 1, count: steps })}</span></div>
        ${this.#button('bookmark', 'bookmark')}${this.#button('copy-link', 'link')}${this.#button('language', 'book')}${this.#button('theme', 'theme')}
      </header>
      <main>
      ${this.#what()}
      <div class="pane">${this.#body()}</div>
      ${question && this.tab !== 'lesson' ? this.#sheet() : nothing}
      <ringside-timeline
        size="mini"
        .moment=${moment}
        .words=${words}
        .bookmarks=${session.bookmarks}
        .questions=${session.questions}
        .laneNames=${this.text?.lanes ?? {}}
        .forkTick=${session.forkTick}
      ></ringside-timeline>
      <ringside-transport small role="toolbar" aria-label=${words.text('pane.transport')} .moment=${moment} .words=${words} .index=${session.index} .playing=${session.playback.playing}></ringside-transport>
      <div class="tb" role="tablist" aria-label=${words.text('phone.panes')}>
        ${TABS.map(({ id, glyph }) => html`<button role="tab" aria-selected=${id === this.tab} @click=${() => (this.tab = id)}>${icon(glyph, 20)}<span>${words.text(`phone.${id}` as Key)}</span></button>`)}
      </div></main>`;
  }

  #button(command: 'bookmark' | 'copy-link' | 'language' | 'theme', glyph: IconName): unknown {
    const label = this.words.text(`command.${command}`);
    const face =
      command === 'language'
        ? html`<span style="color:inherit;font-weight:500">${this.words.lang === 'ko' ? 'EN' : '한'}</span>`
        : icon(glyph);
    return html`<button class="btn quiet icon" aria-label=${label} @click=${() => this.send(command)}>${face}</button>`;
  }

  /** What the last step changed, so that nobody has to switch panes to know. */
  #what(): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const names = moment.state.changed().filter((name) => !name.includes('.'));
    const shown = [...names].sort((a, b) => Number(b === 'rip') - Number(a === 'rip'));
    return html`<div class="what"><b>${words.text('registers.changed', { count: names.filter((name) => name !== 'cpl').length })}</b>${shown.map((name) => html`<span class="c">${moment.register(name)} ${short(moment.state.hex(name))}</span>`)}</div>`;
  }

  #body(): unknown {
    const { moment, words, session } = this;
    switch (this.tab) {
      case 'lesson':
        return html`<ringside-lesson class="fill" touch .moment=${moment} .words=${words} .text=${this.text} .track=${session.track} .bookmarks=${session.bookmarks}></ringside-lesson>`;
      case 'stage':
        return html`<ringside-stage-pane bare .moment=${moment} .words=${words} .phase=${this.phase} .laneNames=${this.text?.lanes ?? {}}></ringside-stage-pane>${this.#lines()}`;
      case 'code':
        return html`<ringside-code class="fill" .moment=${moment} .words=${words} .breakpoints=${session.breakpoints} @breakpoint-toggle=${(event: CustomEvent<string>) => session.toggleBreakpoint(event.detail)}></ringside-code>`;
      case 'state':
        return html`<ringside-registers .moment=${moment} .words=${words} .watches=${session.watches}></ringside-registers><ringside-inspector class="fill" style="min-height:300px" .moment=${moment} .words=${words} .watches=${session.watches}></ringside-inspector>`;
      case 'events':
        return html`<ringside-events class="fill" touch .moment=${moment} .words=${words}></ringside-events>`;
    }
  }

  /** The line that ran and the line that is next. */
  #lines(): unknown {
    const { moment, words } = this;
    const { ran, next } = moment ?? {};
    return html`<div class="two">
      ${ran?.text ? html`<div class="ln ran"><span class="k">${icon('check', 13)}${words.text('phone.ran')}</span><span class="dim">${hex(ran.rip)}</span><span>${ran.text}</span><span class="dim">${spaced((ran.bytes ?? '').slice(0, 10))}</span></div>` : nothing}
      ${next?.text ? html`<div class="ln next"><span class="k"><span class="tag">${words.text('code.next')}</span></span><span class="dim">${hex(next.rip)}</span><span>${next.text}</span><span class="dim">${spaced((next.bytes ?? '').slice(0, 10))}</span></div>` : nothing}
    </div>`;
  }

  #sheet(): unknown {
    const { moment, words, session } = this;
    return html`<section class="sheet" aria-label=${words.text('predict.title')}>
      <button class="grab" aria-label=${words.text('phone.sheet')} aria-expanded=${!this.lowered} @click=${() => (this.lowered = !this.lowered)}></button>
      <ringside-lesson touch brief ?lowered=${this.lowered} .moment=${moment} .words=${words} .text=${this.text} .track=${session.track}></ringside-lesson>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-phone': RingsidePhone;
  }
}
