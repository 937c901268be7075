import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { capOf } from '../commands';
import { icon } from '../icons';
import type { LessonTrack } from '../model/lesson';
import { Pane } from '../pane';
import { base, buttons } from '../styles/base';

export const PRESETS = ['first-contact', 'debugger', 'lecture'] as const;
export type Preset = (typeof PRESETS)[number];

/**
 * The bar over the player: where this is, which step, and what concerns the whole window.
 *
 * | Property   | Type        | Meaning                                        |
 * | ---------- | ----------- | ---------------------------------------------- |
 * | heading    | string      | title of the scenario                          |
 * | course     | string      | title of the course or lesson in the crumbs    |
 * | homeUrl    | string      |                                                |
 * | courseUrl  | string      |                                                |
 * | preset     | Preset      | layout                                         |
 * | compact    | boolean     | tablets: crumbs and words go                   |
 *
 * Event `preset-change` (detail: Preset or `reset`).
 */
@customElement('ringside-topbar')
export class RingsideTopbar extends Pane {
  static override readonly styles = [
    base,
    buttons,
    css`
      :host {
        height: 48px;
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 0 14px;
        background: var(--rs-pane);
        border-bottom: 1px solid var(--rs-line);
        white-space: nowrap;
        container-type: inline-size;
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 8px;
        font-weight: 700;
        font-size: 15px;
        letter-spacing: -0.01em;
        text-decoration: none;
      }
      .brand svg {
        width: 22px;
        height: 22px;
      }
      .crumbs {
        display: flex;
        align-items: center;
        gap: 8px;
        color: var(--rs-ink-2);
        min-width: 0;
        overflow: hidden;
      }
      .crumbs a {
        text-decoration: none;
      }
      .crumbs h1 {
        font-size: inherit;
        color: var(--rs-ink);
        font-weight: 600;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .sep {
        color: var(--rs-ink-3);
      }
      /* Many steps become narrow before a title is cut. */
      .steps {
        display: flex;
        flex: 0 40 auto;
        min-width: 60px;
        gap: 3px;
        align-items: center;
      }
      .steps i {
        width: 18px;
        flex: 0 1 auto;
        min-width: 2px;
        height: 6px;
        border-radius: 1px;
        background: var(--rs-line);
      }
      .steps.many {
        gap: 2px;
        overflow: hidden;
      }
      .steps.many i {
        width: 10px;
      }
      .steps .done {
        background: var(--rs-ink-3);
      }
      .steps .now {
        background: var(--rs-ink);
        height: 12px;
      }
      select {
        font: inherit;
        font-size: 12.5px;
        color: var(--rs-ink-2);
        height: 26px;
        width: 150px;
        flex: 0 10 auto;
        min-width: 88px;
        border: 1px solid var(--rs-line);
        border-radius: var(--rs-radius-s);
        background: var(--rs-pane);
        padding: 0 2px;
        text-overflow: ellipsis;
      }
      .count {
        color: var(--rs-ink-2);
      }
      :host(:lang(ko)) .crumbs {
        font-size: 13.5px;
      }
      .menu {
        position: relative;
      }
      .menu ul {
        position: absolute;
        right: 0;
        top: 34px;
        min-width: 210px;
        background: var(--rs-raised);
        border: 1px solid var(--rs-outline);
        border-radius: var(--rs-radius-m);
        box-shadow: var(--rs-lift-2);
        padding: 4px;
        z-index: 20;
      }
      .menu li button {
        width: 100%;
        padding: 6px 8px;
        text-align: left;
        border-radius: 4px;
        display: grid;
        gap: 1px;
      }
      .menu li button:hover,
      .menu li button:focus-visible {
        background: var(--rs-sunken);
      }
      .menu small {
        font-size: 11.5px;
        color: var(--rs-ink-2);
      }
      .menu [aria-checked='true'] {
        font-weight: 700;
      }
      @container (max-width: 1180px) {
        .course,
        kbd {
          display: none;
        }
        .word {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
      @container (max-width: 900px) {
        .steps,
        .brand span {
          display: none;
        }
      }
    `,
  ];

  @property() heading = '';
  @property() course = '';
  @property() homeUrl = '/';
  @property() courseUrl = '';
  @property({ attribute: false }) track?: LessonTrack;
  @property() preset: Preset = 'first-contact';
  @property({ attribute: false }) variantNames: Record<string, string> = {};
  @property({ type: Boolean }) drawer = false;
  @state() private open = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = 'banner';
  }

  protected override render(): unknown {
    const { words } = this;
    return html`${this.drawer ? html`<button class="btn quiet icon" aria-label=${words.text('pane.lesson')} @click=${() => this.dispatchEvent(new CustomEvent('drawer-toggle'))}>${icon('menu')}</button>` : nothing}
      <a class="brand" href=${this.homeUrl}>${logo}<span>Ringside</span></a>
      <nav class="crumbs" aria-label=${words.text('bar.crumbs')}>
        ${this.course ? html`<span class="sep course" aria-hidden="true">/</span>${this.courseUrl ? html`<a class="course" href=${this.courseUrl}>${this.course}</a>` : html`<span class="course">${this.course}</span>`}` : nothing}
        <span class="sep" aria-hidden="true">/</span><h1 aria-current="page">${this.heading}</h1>
      </nav>
      ${this.#variants()}
      <span class="sp"></span>${this.#steps()}
      <button class="btn quiet" title=${this.#hint('lesson-previous')} @click=${() => this.send('lesson-previous')}>${words.text('bar.previous')} <kbd>[</kbd></button
      ><button class="btn" title=${this.#hint('lesson-next')} @click=${() => this.send('lesson-next')}>${words.text('bar.next')} <kbd>]</kbd></button>
      <button class="btn quiet" title=${this.#hint('copy-link')} @click=${() => this.send('copy-link')}>${icon('link')}<span class="word">${words.text('bar.copy')}</span> <kbd>Y</kbd></button>
      ${this.#layouts()}
      <button class="btn quiet icon" aria-label=${words.text('command.theme')} title=${words.text('command.theme')} @click=${() => this.send('theme')}>${icon('theme')}</button
      ><button class="btn quiet" lang=${words.lang === 'ko' ? 'en' : 'ko'} title=${words.text('command.language')} @click=${() => this.send('language')}>${words.lang === 'ko' ? 'EN' : '한국어'}</button
      ><button class="btn quiet icon" aria-label=${words.text('command.help')} title=${this.#hint('help')} @click=${() => this.send('help')}>${icon('help')}</button>`;
  }

  /** The scenario's other runs. */
  #variants(): unknown {
    const { words, moment } = this;
    const { variant, variants = [] } = moment?.run.recording ?? {};
    if (variants.length < 2) return nothing;
    const choose = (event: Event): void => {
      this.dispatchEvent(new CustomEvent('variant-choice', { detail: (event.target as HTMLSelectElement).value }));
    };
    return html`<select aria-label=${words.text('bar.variant')} @change=${choose}>
      ${variants.map((id) => html`<option value=${id} ?selected=${id === variant}>${this.variantNames[id] ?? words.text('bar.base')}</option>`)}
    </select>`;
  }

  #steps(): unknown {
    const { words, track, moment } = this;
    const count = track?.recording.steps.length ?? 0;
    if (!track || count === 0) return nothing;
    const now = track.stepAt(moment?.tick ?? 0);
    const label = words.text('lesson.step-of', { step: now + 1, count });
    return html`<div class="steps ${count > 10 ? 'many' : ''}" role="img" aria-label=${label}>${track.recording.steps.map((_, i) => html`<i class=${i < now ? 'done' : i === now ? 'now' : ''}></i>`)}</div>
      <span class="num count">${label}</span>`;
  }

  #layouts(): unknown {
    const { words } = this;
    const choose = (preset: Preset | 'reset'): void => {
      this.open = false;
      this.dispatchEvent(new CustomEvent('preset-change', { detail: preset }));
    };
    const close = (event: FocusEvent): void => {
      if (!(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)) this.open = false;
    };
    return html`<div class="menu" @focusout=${close} @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && (this.open = false)}>
      <button class="btn quiet" aria-haspopup="menu" aria-expanded=${this.open} aria-label="${words.text('bar.layout')}: ${words.text(`preset.${this.preset}`)}" @click=${() => (this.open = !this.open)}>
        ${icon('layout')}<span class="word">${words.text(`preset.${this.preset}`)}</span>${icon('down')}
      </button>
      ${
        this.open
          ? html`<ul role="menu" aria-label=${words.text('bar.layout')}>
            ${PRESETS.map((preset) => html`<li role="none"><button role="menuitemradio" aria-checked=${preset === this.preset} @click=${() => choose(preset)}>${words.text(`preset.${preset}`)}<small>${words.text(`preset.${preset}.what`)}</small></button></li>`)}
            <li role="none"><button role="menuitem" @click=${() => choose('reset')}>${words.text('bar.reset-layout')}</button></li>
          </ul>`
          : nothing
      }
    </div>`;
  }

  #hint(command: 'lesson-previous' | 'lesson-next' | 'copy-link' | 'help'): string {
    return `${this.words.text(`command.${command}`)} (${capOf(command)})`;
  }
}

/** Two rings with a gap, and the CPU in it. */
export const logo = html`<svg viewBox="0 0 22 22" aria-hidden="true">
  <g fill="none" stroke="var(--rs-ink)" stroke-width="1.8">
    <path d="M15 1.9H4.4a2.5 2.5 0 0 0-2.5 2.5v13.2a2.5 2.5 0 0 0 2.5 2.5h13.2a2.5 2.5 0 0 0 2.5-2.5V7" />
    <path d="M12.2 6.2H7.4a1.2 1.2 0 0 0-1.2 1.2v7.2a1.2 1.2 0 0 0 1.2 1.2h7.2a1.2 1.2 0 0 0 1.2-1.2V9.4" />
  </g>
  <rect x="14.2" y="2.6" width="6" height="6" rx="1.4" fill="var(--rs-ink)" transform="rotate(45 17.2 5.6)" />
</svg>`;

declare global {
  interface HTMLElementTagNameMap {
    'ringside-topbar': RingsideTopbar;
  }
}
