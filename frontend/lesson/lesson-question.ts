import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { icon } from '../player/icons';
import { fetchJson } from '../player/model/fetching';
import type { Prediction, Recording, ScenarioText } from '../player/recording';
import { base, buttons } from '../player/styles/base';

interface Quiz {
  question: string;
  options: { id: string; text: string; why?: string }[];
  answer: string;
}

/** What is asked, wherever it came from. `code`: the options are read off the run and are no words. */
interface Asked extends Quiz {
  code: boolean;
  hint?: string;
  /** Safe HTML, shown with the verdict. */
  explanation?: string;
  /** Where the run shows the answer. */
  watch?: string;
}

type Words = Record<
  'predict' | 'quiz' | 'commit' | 'hint' | 'said' | 'right' | 'happened' | 'watch' | 'failed',
  string
>;

/**
 * A question in a lesson: the learner commits to an answer before anything tells which one is right.
 *
 * | property | meaning |
 * |---|---|
 * | `quiz` | question, options and answer of a quiz |
 * | `recording`, `text`, `prediction`, `player` | instead of it: addresses of the run and its words, the prediction's id, and where the run can be watched |
 * | `lang`, `words` | language, and the words around the question |
 */
@customElement('ringside-lesson-question')
export class LessonQuestion extends LitElement {
  static override readonly styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
      }
      form,
      .verdict {
        padding: 12px 16px 14px;
        background: var(--rs-raised);
        border: 1.5px solid var(--rs-ink);
        border-radius: var(--rs-radius-m);
        font-size: 14px;
        line-height: 1.5;
      }
      .verdict {
        background: none;
        border: 0;
        border-left: 3px solid var(--rs-mark-line);
        border-radius: 0;
        padding: 2px 0 2px 14px;
      }
      h3 {
        display: flex;
        gap: 6px;
        align-items: center;
        font-size: 12px;
        font-weight: 600;
        color: var(--rs-ink-2);
        margin: 0 0 4px;
      }
      .q {
        font-weight: 600;
        margin: 0 0 8px;
      }
      .q p,
      label p {
        margin: 0;
      }
      label {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 30px;
        margin-bottom: 5px;
        padding: 3px 10px;
        border: 1px solid var(--rs-outline);
        border-radius: 4px;
        cursor: pointer;
      }
      label:has(:checked) {
        border-color: var(--rs-ink);
        box-shadow: inset 0 0 0 1px var(--rs-ink);
        font-weight: 600;
      }
      label:focus-within {
        outline: 2px solid var(--rs-focus);
        outline-offset: 2px;
      }
      input {
        margin: 0;
        accent-color: var(--rs-ink);
        outline: none;
      }
      .code {
        font-family: var(--rs-mono);
        font-size: 0.93em;
      }
      .actions {
        display: flex;
        gap: 8px;
        align-items: center;
        margin-top: 10px;
      }
      .actions button {
        min-height: 32px;
      }
      .line {
        display: grid;
        grid-template-columns: 16px 1fr;
        gap: 7px;
        margin-top: 3px;
      }
      .line svg {
        margin-top: 3px;
      }
      .ok svg {
        color: var(--rs-ok);
      }
      .no {
        color: var(--rs-ink-2);
      }
      .why {
        margin-top: 6px;
      }
      .why p {
        margin: 0 0 6px;
      }
      a {
        color: inherit;
        text-decoration-color: var(--rs-outline);
        text-underline-offset: 3px;
      }
    `,
  ];

  @property({ attribute: false }) quiz?: Quiz;
  @property() recording?: string;
  @property() text?: string;
  @property() prediction?: string;
  @property() player?: string;
  @property() override lang = 'en';
  @property({ attribute: false }) words?: Words;

  @state() private asked?: Asked;
  @state() private failed = false;
  @state() private chosen?: string;
  @state() private committed = false;
  @state() private hinted = false;

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('quiz') && this.quiz) this.asked = { ...this.quiz, code: false };
    if (['recording', 'text', 'prediction', 'lang'].some((name) => changed.has(name))) void this.load();
  }

  /** The run says which answer is right, the scenario's text says it in words. */
  private async load(): Promise<void> {
    const { recording, text, prediction, lang } = this;
    if (!recording || !text || !prediction) return;
    try {
      const [run, words] = await Promise.all([
        fetchJson<Recording>(recording, 'error.recording-failed'),
        fetchJson<ScenarioText>(text.replace('{lang}', lang), 'error.text-failed'),
      ]);
      if (lang !== this.lang) return;
      const found = run.predictions.find((p) => p.id === prediction);
      const said = words.predictions[prediction];
      if (found && said) this.asked = this.prepare(run, found, said);
      this.failed = !found || !said;
    } catch {
      this.failed = true;
    }
  }

  private prepare(run: Recording, found: Prediction, said: ScenarioText['predictions'][string]): Asked {
    const event = found.event === undefined ? undefined : run.events[found.event];
    const shown = event ? event.tick + 1 : found.tick + 1;
    const words = (option: string): string => (found.ask === 'choice' && said.options[option]) || option;
    return {
      question: said.question,
      options: found.options.map((id) => ({ id, text: words(id) })),
      answer: found.answer,
      code: found.ask !== 'choice',
      hint: said.hint,
      explanation: said.explanation,
      watch: this.player && `${this.player}#t=${shown}`,
    };
  }

  override render(): unknown {
    const { asked, words } = this;
    if (!words) return nothing;
    if (this.failed) return html`<p role="alert">${words.failed}</p>`;
    if (!asked) return nothing;
    return this.committed ? this.verdict(asked, words) : this.question(asked, words);
  }

  private heading(words: Words): unknown {
    return html`<h3>${icon('hexagon')}${this.quiz ? words.quiz : words.predict}</h3>`;
  }

  private question(asked: Asked, words: Words): unknown {
    return html`<form @submit=${this.commit}>
      ${this.heading(words)}
      <div role="radiogroup" aria-labelledby="q">
        <div class="q" id="q">${this.quiz ? asked.question : unsafeHTML(asked.question)}</div>
        ${asked.options.map(
          ({ id, text }) =>
            html`<label
              ><input type="radio" name="option" .value=${id} @change=${() => (this.chosen = id)} /><span
                class=${asked.code ? 'code' : ''}
                >${this.quiz ? text : unsafeHTML(text)}</span
              ></label
            >`,
        )}
      </div>
      <div class="actions">
        <button class="btn" ?disabled=${this.chosen === undefined}>${words.commit}</button>
        ${asked.hint && !this.hinted
          ? html`<button type="button" class="btn quiet" @click=${() => (this.hinted = true)}>${words.hint}</button>`
          : nothing}
      </div>
      ${asked.hint && this.hinted ? html`<div class="why" role="status">${unsafeHTML(asked.hint)}</div>` : nothing}
    </form>`;
  }

  private verdict(asked: Asked, words: Words): unknown {
    const right = asked.options.find((option) => option.id === asked.answer);
    const said = asked.options.find((option) => option.id === this.chosen);
    const correct = this.chosen === asked.answer;
    const text = (option?: { text: string }): unknown =>
      html`<span class=${asked.code ? 'code' : ''}>${this.quiz ? option?.text : unsafeHTML(option?.text ?? '')}</span>`;
    return html`<div class="verdict" role="status" tabindex="-1">
      ${this.heading(words)}
      <div class="q">${this.quiz ? asked.question : unsafeHTML(asked.question)}</div>
      ${correct
        ? nothing
        : html`<div class="line no">${icon('cross')}<span>${words.said} ${text(said)} ${said?.why ?? nothing}</span></div>`}
      <div class="line ok">
        ${icon('check')}<span>${correct ? words.right : words.happened} ${text(right)} ${right?.why ?? nothing}</span>
      </div>
      ${asked.explanation ? html`<div class="why">${unsafeHTML(asked.explanation)}</div>` : nothing}
      ${asked.watch ? html`<a href=${asked.watch}>${words.watch}</a>` : nothing}
    </div>`;
  }

  private readonly commit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.chosen === undefined) return;
    this.committed = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.verdict')?.focus();
  };
}
