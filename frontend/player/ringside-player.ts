import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import './chrome/dialogs';
import './chrome/phone';
import './chrome/splitter';
import './chrome/topbar';
import type { RingsideDialogs } from './chrome/dialogs';
import { blankPage, forkBanner, noticeBox } from './chrome/messages';
import type { Preset } from './chrome/topbar';
import './code/ringside-code';
import type { CommandId } from './commands';
import { sentence } from './i18n/sentences';
import { plain, Words } from './i18n/words';
import { KeyboardController } from './keys';
import './lesson/ringside-lesson';
import type { Commitment, RingsideLesson } from './lesson/ringside-lesson';
import { fetchJson, LoadFailure } from './model/fetching';
import { formatPlace, parsePlace, type Place } from './model/permalink';
import type { Run } from './model/run';
import type { EditEvent, SeekEvent } from './pane';
import type { ScenarioText } from './recording';
import { playerStyles } from './ringside-player.css';
import { execute } from './session/execute';
import { Session } from './session/session';
import './stage/stage-pane';
import './state/registers';
import './state/ringside-inspector';
import { base, buttons } from './styles/base';
import './timeline/ringside-timeline';
import './transport/ringside-transport';
import { formOf, nextTheme, targetOf, type Form } from './window';

const NO_NAMES = {};

/**
 * A recording, to be stepped, scrubbed, questioned and forked. Steps in the client: no server is asked while moving.
 *
 * | Property / attribute               | Type    | Meaning                                                                    |
 * | ---------------------------------- | ------- | -------------------------------------------------------------------------- |
 * | recordingUrl / `recording-url`     | string  | the recording's JSON; its chunks are relative to it                        |
 * | textUrl / `text-url`               | string  | the scenario's words; `{lang}` in it becomes the language                  |
 * | lang                               | en, ko  | language of everything                                                     |
 * | tick                               | number  | where to start; `#t=N.p` in the address is stronger                        |
 * | lesson                             | string  | title of the lesson or course, for the crumbs                              |
 * | homeUrl, courseUrl / `home-url` …  | string  | where the crumbs lead                                                      |
 * | forkUrl / `fork-url`               | string  | takes a learner's changes and answers with a new recording                 |
 * | permalinkBase / `permalink-base`   | string  | path of links to a moment; without it, this page's                         |
 * | preset                             | Preset  | `first-contact`, `debugger` or `lecture`                                   |
 * | bare                               | boolean | without the top bar                                                        |
 *
 * | Event (bubbles, composed) | Detail                       |
 * | ------------------------- | ---------------------------- |
 * | tick-change               | `{tick, phase, hash, fork}`: `hash` of the recording, `fork` if it is one |
 * | prediction-answered       | `{id, answer, correct}`      |
 * | fork-created              | `{hash, url, edits}`         |
 * | lesson-complete           | `{}`                         |
 * | lang-change               | `{lang}`                     |
 * | theme-change              | `{theme}`                    |
 * | variant-change            | `{variant}`: another run of the scenario was chosen |
 */
@customElement('ringside-player')
export class RingsidePlayer extends LitElement {
  static override readonly styles = [base, buttons, playerStyles];

  @property({ attribute: 'recording-url' }) recordingUrl = '';
  @property({ attribute: 'text-url' }) textUrl = '';
  @property({ reflect: true }) override lang = 'en';
  @property({ type: Number }) tick = 0;
  @property() lesson = '';
  @property({ attribute: 'home-url' }) homeUrl = '/';
  @property({ attribute: 'course-url' }) courseUrl = '';
  @property({ attribute: 'fork-url' }) forkUrl = '/api/forks';
  @property({ attribute: 'permalink-base' }) permalinkBase = '';
  @property({ reflect: true }) preset: Preset = 'first-contact';
  @property({ type: Boolean, reflect: true }) bare = false;
  @property({ reflect: true }) protected form: Form = 'desktop';
  @state() private text?: ScenarioText;
  @state() private drawer = false;
  @state() private spoken = '';
  @query('ringside-dialogs') private dialogs!: RingsideDialogs;
  @query('ringside-lesson') private lessonPane?: RingsideLesson;

  protected readonly session = new Session(this);
  protected words = new Words('en');
  #speakTimer?: ReturnType<typeof setTimeout>;
  #addressTimer?: ReturnType<typeof setTimeout>;
  #complete = false;
  readonly #resize = new ResizeObserver(([entry]) => {
    if (entry) this.form = formOf(entry.contentRect.width, entry.contentRect.height);
  });

  constructor() {
    super();
    new KeyboardController(this, (command) => void this.run(command));
    this.session.onQuestion = () => this.#askFirst();
    this.session.onMove = () => this.#moved();
    this.addEventListener('player-command', (event) => void this.run((event as CustomEvent<CommandId>).detail));
    this.addEventListener('player-seek', (event) => this.#seek((event as SeekEvent).detail));
    this.addEventListener('player-edit', (event) => void this.#fork((event as EditEvent).detail));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    window.addEventListener('hashchange', this.#onHashChange);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    window.removeEventListener('hashchange', this.#onHashChange);
    clearTimeout(this.#speakTimer);
    clearTimeout(this.#addressTimer);
  }

  /** Does what a key, a button or the palette asked for. */
  async run(command: CommandId): Promise<void> {
    if (command === 'step' && this.lessonPane?.pending !== undefined && this.lessonPane.commit()) return;
    if (await execute(this.session, command)) return;
    switch (command) {
      case 'help':
      case 'palette':
      case 'go-to':
      case 'search':
        return this.dialogs.show(command);
      case 'copy-link':
        return this.#copyLink();
      case 'theme':
        return this.#emit('theme-change', { theme: nextTheme() });
      case 'language':
        this.lang = this.words.lang === 'ko' ? 'en' : 'ko';
        return this.#emit('lang-change', { lang: this.lang });
      case 'breakpoint': {
        const address = this.session.moment?.next?.rip;
        if (address !== undefined) this.session.toggleBreakpoint(address);
        return;
      }
      case 'watch': {
        const target = targetOf(this.renderRoot);
        if (target === undefined) this.session.say({ key: 'notice.watch-what' });
        else this.session.toggleWatch(target);
        return;
      }
      case 'focus-next':
        return this.#focusPane('next');
      case 'focus-previous':
        return this.#focusPane('previous');
      default:
        if (command.startsWith('focus-')) this.#focusPane(Number(command.slice(-1)) - 1);
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('lang')) this.words = new Words(this.lang);
    if (changed.has('recordingUrl') && this.recordingUrl)
      void this.session.open(this.recordingUrl, (run) => this.#startingPlace(run));
    if ((changed.has('textUrl') || changed.has('lang')) && this.textUrl) void this.#loadText();
    if (changed.has('form' as keyof RingsidePlayer)) this.drawer = false;
  }

  protected override updated(): void {
    this.dataset['tick'] = String(this.session.tick);
    this.dataset['phase'] = String(this.session.phase);
    this.toggleAttribute(
      'data-ready',
      this.session.moment !== undefined && this.text !== undefined && !this.session.loading,
    );
    this.style.setProperty('--rs-speed', String(this.session.playback.speed));
  }

  #startingPlace(run: Run): Place {
    const place = parsePlace(location.hash, run.recording.ticks);
    if (place === 'garbage') {
      this.session.say({ key: 'notice.garbage-link', parameters: { ticks: run.recording.ticks }, error: true });
      return { tick: 0 };
    }
    return place ?? { tick: Math.min(this.tick, run.recording.ticks) };
  }

  readonly #onHashChange = (): void => {
    const place = parsePlace(location.hash, this.session.ticks);
    if (place === 'garbage')
      this.session.say({ key: 'notice.garbage-hash', parameters: { ticks: this.session.ticks }, error: true });
    else if (place) this.#seek(place);
  };

  async #loadText(): Promise<void> {
    const url = this.textUrl.replace('{lang}', this.words.lang);
    try {
      const text = await fetchJson<ScenarioText>(new URL(url, document.baseURI).href, 'error.text-failed');
      if (url === this.textUrl.replace('{lang}', this.words.lang)) this.text = text;
    } catch (error) {
      if (!(error instanceof LoadFailure)) throw error;
      this.session.say({
        key: error.key,
        parameters: { detail: error.detail },
        error: true,
        retry: () => void this.#loadText(),
      });
    }
  }

  /** Screen readers hear the sentence of the moment at rest; the address bar follows. */
  #moved(): void {
    const { session } = this;
    const { tick, phase } = session;
    const recording = session.run?.recording;
    this.#emit('tick-change', { tick, phase, hash: recording?.hash, fork: recording?.fork !== undefined });
    clearTimeout(this.#speakTimer);
    clearTimeout(this.#addressTimer);
    if (!session.playback.playing) {
      this.#speakTimer = setTimeout(() => {
        if (session.moment) this.spoken = plain(sentence(session.moment, this.words));
      }, 250);
    }
    this.#addressTimer = setTimeout(
      () => history.replaceState(history.state, '', location.pathname + location.search + formatPlace(this.#place())),
      300,
    );
    if (
      !this.#complete &&
      session.track &&
      session.track.recording.steps.length > 0 &&
      session.track.isComplete(tick)
    ) {
      this.#complete = true;
      this.#emit('lesson-complete', {});
    }
  }

  #place(): Place {
    const { tick, phase, phases } = this.session;
    return phases > 1 ? { tick, phase } : { tick };
  }

  async #copyLink(): Promise<void> {
    const link = new URL(
      (this.permalinkBase || location.pathname + location.search) + formatPlace(this.#place()),
      location.href,
    ).href;
    try {
      await navigator.clipboard.writeText(link);
      this.session.say({ key: 'notice.copied', parameters: { link } });
    } catch {
      this.session.say({ key: 'notice.copy-failed', parameters: { link } });
    }
  }

  #seek(place: Place): void {
    this.session.halt();
    void this.session.seek(place.tick, place.phase);
  }

  /** A question is open: it comes before the step. */
  #askFirst(): void {
    if (this.form === 'tablet' || this.form === 'portrait') this.drawer = true;
    void this.updateComplete.then(() =>
      (this.lessonPane ?? this.renderRoot.querySelector('ringside-phone'))?.callAttention(),
    );
  }

  readonly #commit = (event: CustomEvent<Commitment>): void => {
    const { prediction, option } = event.detail;
    const { session } = this;
    this.drawer = false;
    session.answer(prediction, option);
    this.#emit('prediction-answered', { id: prediction.id, answer: option, correct: option === prediction.answer });
    if (option !== undefined && session.track) void session.travel(session.track.outcomeOf(prediction));
  };

  async #fork(request: EditEvent['detail']): Promise<void> {
    const { tick } = this.session;
    const { kind, target, text } = request;
    const edit =
      kind === 'register'
        ? { kind, tick, name: target, value: text }
        : kind === 'memory'
          ? { kind, tick, address: target, bytes: text }
          : { kind, tick, text };
    const made = await this.session.fork(this.forkUrl, edit, this.words.lang);
    if (made) this.#emit('fork-created', made);
  }

  #focusPane(which: number | 'next' | 'previous'): void {
    const panes = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) =>
      pane.checkVisibility({ visibilityProperty: true }),
    );
    const at = panes.findIndex((pane) => pane.matches(':focus-within'));
    const index =
      which === 'next'
        ? (at + 1) % panes.length
        : which === 'previous'
          ? (at - 1 + panes.length) % panes.length
          : which;
    panes[index]?.focus();
  }

  #emit(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  protected override render(): unknown {
    const { session, words } = this;
    const live = html`<div class="sr" role="status" aria-live="polite">${session.playback.playing ? '' : this.spoken}</div>`;
    if (!session.moment)
      return html`${this.#top()}<div class="all" role=${this.bare ? 'group' : 'main'}>${blankPage(session, words, this.homeUrl)}${live}</div>`;
    if (this.form === 'phone')
      return html`${this.#phone()}${noticeBox(session, words)}${live}<ringside-dialogs .moment=${session.moment} .words=${words}></ringside-dialogs>`;
    return html`${this.#top()}${session.loading ? html`<div class="wait"></div>` : nothing}
      <div class="all" role=${this.bare ? 'group' : 'main'}>${this.#panes()} ${this.#transport()} ${this.#timeline()} ${noticeBox(session, words)}${live}</div>
      <ringside-dialogs .moment=${session.moment} .words=${words}></ringside-dialogs>`;
  }

  #top(): unknown {
    if (this.bare) return nothing;
    const { session } = this;
    return html`<ringside-topbar
      .moment=${session.moment}
      .words=${this.words}
      .heading=${this.text?.title ?? ''}
      .course=${this.lesson}
      .homeUrl=${this.homeUrl}
      .courseUrl=${this.courseUrl}
      .track=${session.track}
      .preset=${this.preset}
      .variantNames=${this.text?.variants ?? {}}
      .drawer=${this.form !== 'desktop'}
      @drawer-toggle=${() => (this.drawer = !this.drawer)}
      @preset-change=${this.#onPreset}
      @variant-choice=${(event: CustomEvent<string>) => this.#emit('variant-change', { variant: event.detail })}
    ></ringside-topbar>`;
  }

  readonly #onPreset = (event: CustomEvent<Preset | 'reset'>): void => {
    for (const name of ['--player-lesson', '--player-state', '--player-stage']) this.style.removeProperty(name);
    this.preset = event.detail === 'reset' ? 'first-contact' : event.detail;
  };

  #panes(): unknown {
    const { session, words } = this;
    const { moment } = session;
    const highlight = session.highlight;
    return html`<section class="col lesson" data-pane tabindex="-1" aria-label=${words.text('pane.lesson')} ?hidden=${this.form !== 'desktop' && !this.drawer}>
        <ringside-lesson .moment=${moment} .words=${words} .text=${this.text} .track=${session.track} .bookmarks=${session.bookmarks} ?touch=${this.form !== 'desktop'} @commit-prediction=${this.#commit}></ringside-lesson>
      </section>
      <div class="col middle">
        ${forkBanner(session, words)}
        <section class="stage pane" data-pane tabindex="-1" aria-label=${words.text('pane.stage')}>
          <ringside-stage-pane .moment=${moment} .words=${words} .phase=${session.phase} .laneNames=${this.text?.lanes ?? NO_NAMES}></ringside-stage-pane>
          <ringside-splitter class="split h" axis="y" .words=${words} name="--player-stage"></ringside-splitter>
        </section>
        <section class="code pane" data-pane tabindex="-1" aria-label=${words.text('pane.code')}>
          <ringside-code .moment=${moment} .words=${words} .breakpoints=${session.breakpoints} @breakpoint-toggle=${(event: CustomEvent<string>) => session.toggleBreakpoint(event.detail)}></ringside-code>
        </section>
      </div>
      <div class="col state">
        <section class="registers pane" data-pane tabindex="-1" aria-label=${words.text('pane.registers')}>
          <ringside-registers .moment=${moment} .words=${words} .watches=${session.watches} .highlight=${highlight}></ringside-registers>
        </section>
        <section class="tabs pane" data-pane tabindex="-1" aria-label=${words.text('pane.state')}><ringside-inspector .moment=${moment} .words=${words} .watches=${session.watches} .highlight=${highlight}></ringside-inspector></section>
      </div>
      <ringside-splitter class="split v lesson-edge" axis="x" .words=${words} name="--player-lesson"></ringside-splitter>
      <ringside-splitter class="split v state-edge" axis="x" reverse .words=${words} name="--player-state"></ringside-splitter>`;
  }

  #transport(): unknown {
    const { session, words } = this;
    return html`<ringside-transport
      role="toolbar"
      aria-label=${words.text('pane.transport')}
      .moment=${session.moment}
      .words=${words}
      .index=${session.index}
      .phase=${session.phase}
      .phases=${session.phases}
      .playing=${session.playback.playing}
      .speed=${session.playback.speed}
      @speed-change=${(event: CustomEvent<number>) => {
        session.playback.speed = event.detail;
        this.requestUpdate();
      }}
    ></ringside-transport>`;
  }

  #timeline(): unknown {
    const { session, words } = this;
    return html`<ringside-timeline
      data-pane
      tabindex="-1"
      .size=${this.form === 'desktop' ? 'full' : 'strip'}
      .moment=${session.moment}
      .words=${words}
      .phase=${session.phase}
      .phases=${session.phases}
      .bookmarks=${session.bookmarks}
      .questions=${session.questions}
      .laneNames=${this.text?.lanes ?? NO_NAMES}
      .highlight=${session.highlight}
      .forkTick=${session.forkTick}
    ></ringside-timeline>`;
  }

  #phone(): unknown {
    const { session, words } = this;
    return html`<ringside-phone .moment=${session.moment} .words=${words} .session=${session} .text=${this.text} .phase=${session.phase} .tick=${session.tick} @commit-prediction=${this.#commit}></ringside-phone>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-player': RingsidePlayer;
  }
}
