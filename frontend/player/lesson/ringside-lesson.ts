import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { icon } from '../icons';
import type { LessonTrack } from '../model/lesson';
import { oncePerFrame, Pane } from '../pane';
import type { Prediction, ScenarioText } from '../recording';
import { base, buttons } from '../styles/base';
import { lessonStyles } from './lesson.css';

/** A learner's choice: an option, or none for a skipped question. */
export interface Commitment {
  prediction: Prediction;
  option?: string;
}

/**
 * Narration and predictions. Narration belongs to the lesson step that fired last; a question stands before the step it asks about.
 * The words come from the server as sanitized HTML.
 *
 * | Property  | Type         | Meaning                                   |
 * | --------- | ------------ | ----------------------------------------- |
 * | text      | ScenarioText | words of the scenario in this language    |
 * | track     | LessonTrack  | steps, questions and the answers so far   |
 * | bookmarks | number[]     | ticks                                     |
 * | touch     | boolean      | targets of 44 px                          |
 * | brief     | boolean      | only the open question: a sheet           |
 * | lowered   | boolean      | a sheet that shows title and button only  |
 *
 * Event `commit-prediction` (detail: Commitment).
 */
@customElement('ringside-lesson')
export class RingsideLesson extends Pane {
  static override readonly styles = [base, buttons, lessonStyles];

  @property({ attribute: false }) text?: ScenarioText;
  @property({ attribute: false }) track?: LessonTrack;
  @property({ attribute: false }) bookmarks: readonly number[] = [];
  @property({ type: Boolean, reflect: true }) touch = false;
  @property({ type: Boolean, reflect: true }) brief = false;
  @property({ type: Boolean, reflect: true }) lowered = false;
  @state() private choice?: string;
  @state() private hinted = false;
  @state() private explained = false;
  @state() private menu?: 'bookmarks' | 'steps';
  @query('.slip.open') private card?: HTMLElement;
  #question?: Prediction;
  #isNewStep = false;
  readonly #beforePaint = oncePerFrame();
  #shownVerdict?: string;

  /** The option that is chosen but not yet committed. */
  get pending(): string | undefined {
    return this.#question && this.choice;
  }

  /** Commits the chosen option; false where none is chosen. */
  commit(): boolean {
    if (!this.#question || this.choice === undefined) return false;
    this.#send(this.choice);
    return true;
  }

  /** Draws the eye to the open question. */
  callAttention(): void {
    const { card } = this;
    if (!card) return;
    card.classList.remove('call');
    void card.offsetWidth;
    card.classList.add('call');
    card.scrollIntoView({ block: 'nearest' });
    card.querySelector<HTMLElement>('input:checked, input')?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const question = this.moment && this.track?.questionAt(this.moment.tick);
    if (question?.id !== this.#question?.id) {
      this.choice = undefined;
      this.hinted = false;
    }
    this.#question = question;
    if (changed.has('moment')) this.menu = undefined;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('moment');
    if (changed.has('moment') && before && this.track && this.moment)
      this.#isNewStep ||= this.track.stepAt(before.tick) !== this.track.stepAt(this.moment.tick);
    if (changed.has('track') || changed.has('moment')) this.#beforePaint(() => this.#scroll());
  }

  /** A new step is read from its top. */
  #scroll(): void {
    const box = this.renderRoot.querySelector('.lesson');
    if (this.#isNewStep && box && box.scrollTop > 0) box.scrollTop = 0;
    this.#isNewStep = false;
    this.#showVerdict();
  }

  protected override render(): unknown {
    const { moment, words, text, track } = this;
    if (!moment || !text || !track) return nothing;
    if (this.brief) return this.#question ? html`<div class="lesson">${this.#open(this.#question)}</div>` : nothing;
    const verdict = track.verdictAt(moment.tick);
    return html`<div class="lesson" tabindex="0" data-scrolls role="group" aria-label=${words.text('pane.lesson')}>
        ${this.#narration(text, track)}${verdict ? this.#verdict(verdict) : nothing}${this.#question ? this.#open(this.#question) : nothing}
      </div>
      ${this.#foot()}`;
  }

  /** A new verdict comes into sight above the next question. */
  #showVerdict(): void {
    const verdict = this.renderRoot.querySelector<HTMLElement>('.slip.done');
    const id = verdict?.dataset['id'];
    if (id === this.#shownVerdict) return;
    this.#shownVerdict = id;
    if (!verdict) return;
    verdict.style.scrollMarginBottom = `${(this.card?.offsetHeight ?? 0) + 16}px`;
    verdict.scrollIntoView({ block: 'nearest' });
  }

  #narration(text: ScenarioText, track: LessonTrack): unknown {
    const { words, moment } = this;
    const at = track.stepAt(moment?.tick ?? 0);
    const step = track.recording.steps[at];
    const said = step && text.steps[step.id];
    if (!said) {
      return html`<p class="eyebrow">${icon('book')}${words.text('lesson.start')}</p>
        <h2>${text.title}</h2>
        <div class="say"><p>${text.objective}</p></div>`;
    }
    return html`<p class="eyebrow">${icon('book')}${words.text('lesson.step-of', { step: at + 1, count: track.recording.steps.length })}</p>
      <h2>${said.title}</h2>
      <div class="say">${unsafeHTML(said.html)}</div>`;
  }

  /** The question, before its step: choose, commit, see. A hint is not a verdict. */
  #open(prediction: Prediction): unknown {
    const { words, text, track, choice } = this;
    const asked = text?.predictions[prediction.id];
    if (!asked || !track) return nothing;
    const all = track.recording.predictions;
    return html`<div class="slip open" role="group" aria-label=${words.text('predict.title')}>
      <h3>${icon('hexagon')}${words.text('predict.title')}<span class="of">${words.text('predict.of', { number: all.indexOf(prediction) + 1, count: all.length })}</span></h3>
      <div class="q" id="q">${unsafeHTML(asked.question)}</div>
      <div class="opts" role="radiogroup" aria-labelledby="q">
        ${prediction.options.map(
          (option, i) => html`<label
            ><b aria-hidden="true">${String.fromCharCode(65 + i)}</b><span>${this.#option(prediction, option)}</span
            ><input type="radio" name="option" .checked=${choice === option} @change=${() => (this.choice = option)}
          /></label>`,
        )}
      </div>
      ${this.hinted && asked.hint ? html`<p class="hint">${unsafeHTML(asked.hint)}</p>` : nothing}
      <div class="row">
        <button class="btn go" aria-disabled=${choice === undefined} @click=${() => (this.commit() ? undefined : this.callAttention())}>${words.text('predict.commit')} <kbd>S</kbd></button>
        ${asked.hint && !this.hinted ? html`<button class="btn quiet" @click=${() => (this.hinted = true)}>${words.text('predict.hint')}</button>` : nothing}
        <button class="btn quiet" @click=${() => this.#send(undefined)}>${words.text('predict.skip')}</button>
      </div>
    </div>`;
  }

  /** What the learner said and what happened, side by side. */
  #verdict(prediction: Prediction): unknown {
    const { words, text, track } = this;
    const asked = text?.predictions[prediction.id];
    const answer = track?.answers.get(prediction.id);
    if (!asked || !answer) return nothing;
    const right = this.#option(prediction, prediction.answer);
    const explained = this.explained || !answer.correct;
    return html`<div class="slip done" data-id=${prediction.id}>
      <h3>${unsafeHTML(asked.question)}</h3>
      <div class="verd">
        ${
          answer.correct || answer.option === undefined
            ? nothing
            : html`${icon('cross')}<span class="no">${words.text('predict.you-said')} ${this.#option(prediction, answer.option)}</span>`
        }
        <span class="ok">${icon('check')}</span>
        <span><b>${answer.correct ? html`${words.text('predict.right')} ${right}` : right}</b> ${explained ? html`<span class="text">${unsafeHTML(asked.explanation)}</span>` : html`<button class="under" style="text-decoration:underline;text-underline-offset:3px" @click=${() => (this.explained = true)}>${words.text('predict.why')}</button>`}</span>
      </div>
    </div>`;
  }

  /** The words of an option; one that was computed from the run is shown as it is. */
  #option(prediction: Prediction, option: string): unknown {
    const said = this.text?.predictions[prediction.id]?.options[option];
    return prediction.ask === 'choice' && said !== undefined
      ? unsafeHTML(said)
      : html`<span class="mono">${option}</span>`;
  }

  #foot(): unknown {
    const { words, bookmarks, track, menu } = this;
    const steps = track?.recording.steps.length ?? 0;
    const toggle = (which: 'bookmarks' | 'steps'): void => {
      this.menu = menu === which ? undefined : which;
    };
    return html`<div class="foot" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && (this.menu = undefined)}>
      <button aria-expanded=${menu === 'bookmarks'} @click=${() => toggle('bookmarks')}>${icon('bookmark')}${words.text('lesson.bookmarks', { count: bookmarks.length })}</button>
      <span class="sp"></span>${steps === 0 ? nothing : html`<button class="under" aria-expanded=${menu === 'steps'} @click=${() => toggle('steps')}>${words.text('lesson.all-steps', { count: steps })}</button>`}
      ${menu === 'bookmarks' ? this.#bookmarkList() : menu === 'steps' ? this.#stepList() : nothing}
    </div>`;
  }

  #bookmarkList(): unknown {
    const { words, bookmarks } = this;
    return html`<div class="list">
      ${bookmarks.length === 0 ? html`<p style="padding:6px 8px">${words.text('lesson.no-bookmarks')}</p>` : bookmarks.map((tick) => html`<button @click=${() => this.seek(tick)}><span>t ${tick}</span></button>`)}
    </div>`;
  }

  #stepList(): unknown {
    const { text, track, moment } = this;
    const now = track?.stepAt(moment?.tick ?? 0);
    return html`<div class="list">
      ${track?.recording.steps.map(
        (step, i) =>
          html`<button aria-current=${i === now ? 'step' : nothing} @click=${() => this.seek(step.tick)}><span>${i + 1} · ${text?.steps[step.id]?.title ?? step.id}</span><span class="dim mono">t ${step.tick}</span></button>`,
      )}
    </div>`;
  }

  #send(option: string | undefined): void {
    if (!this.#question) return;
    this.explained = false;
    this.dispatchEvent(
      new CustomEvent<Commitment>('commit-prediction', {
        detail: { prediction: this.#question, option },
        bubbles: true,
        composed: true,
      }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-lesson': RingsideLesson;
  }
}
