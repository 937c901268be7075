import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { capOf, type CommandId } from '../commands';
import { icon, type IconName } from '../icons';
import type { EventClass, EventIndex } from '../model/search';
import { Pane } from '../pane';
import { base, buttons } from '../styles/base';

const SPEEDS = [0.25, 0.5, 1, 2, 4, 16] as const;

const RUN_TO: readonly { name: EventClass; glyph: IconName }[] = [
  { name: 'mode', glyph: 'door' },
  { name: 'interrupt', glyph: 'bolt' },
  { name: 'vmexit', glyph: 'drop' },
  { name: 'hypercall', glyph: 'envelope' },
];

/**
 * Moving through time. The run-to buttons say where the next event is, or that there is none.
 *
 * | Property | Type       | Meaning                                    |
 * | -------- | ---------- | ------------------------------------------ |
 * | index    | EventIndex | where the events are                       |
 * | phase    | number     | phase shown, with `phases` phases in all   |
 * | playing  | boolean    |                                            |
 * | speed    | number     | 1 = one phase in 480 ms                    |
 * | small    | boolean    | phone: four buttons of 44 px               |
 */
@customElement('ringside-transport')
export class RingsideTransport extends Pane {
  static override readonly styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 0 12px;
        background: var(--rs-pane);
        border-top: 1px solid var(--rs-line);
        white-space: nowrap;
        overflow: hidden;
        container-type: inline-size;
      }
      .grp {
        display: flex;
        gap: 3px;
        align-items: center;
      }
      .vr {
        width: 1px;
        height: 22px;
        background: var(--rs-line);
        margin: 0 6px;
      }
      .lbl {
        font-size: 12px;
        color: var(--rs-ink-2);
      }
      .ev {
        height: 30px;
        border: 1px solid var(--rs-outline);
        border-radius: var(--rs-radius-m);
        display: inline-flex;
        align-items: center;
        gap: 6px;
        padding: 0 8px;
        background: var(--rs-raised);
        font-weight: 500;
      }
      .ev:hover:not([aria-disabled='true']) {
        background: var(--rs-sunken);
      }
      .ev small {
        font: 500 11px var(--rs-font);
        color: var(--rs-ink-2);
        font-variant-numeric: tabular-nums;
      }
      .ev[aria-disabled='true'] {
        border-style: dashed;
        background: none;
        color: var(--rs-ink-3);
        font-weight: 400;
        cursor: default;
      }
      .ev[aria-disabled='true'] small {
        color: var(--rs-ink-3);
      }
      :host(:lang(ko)) .ev {
        font-size: 13.5px;
      }
      .tick {
        font: 500 13px var(--rs-mono);
      }
      .tick b {
        font-weight: 700;
      }
      select {
        font: inherit;
        font-weight: 500;
        color: var(--rs-ink-2);
        height: var(--rs-control);
        border: 1px solid transparent;
        border-radius: var(--rs-radius-m);
        background: none;
        padding: 0 4px;
      }
      select:hover {
        background: var(--rs-sunken);
      }
      option {
        background: var(--rs-raised);
        color: var(--rs-ink);
      }
      @container (max-width: 1260px) {
        .ev kbd,
        .lbl {
          display: none;
        }
      }
      :host([long]) .ev kbd {
        display: none;
      }
      @container (max-width: 1080px) {
        kbd {
          display: none;
        }
        .rare[aria-disabled='true'] {
          display: none;
        }
      }
      @container (max-width: 800px) {
        .rare {
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
      :host([small]) {
        gap: 8px;
        padding: 6px 12px;
      }
      :host([small]) .btn {
        height: 44px;
        width: 48px;
        justify-content: center;
        padding: 0;
        font-size: 14px;
      }
      :host([small]) .wide {
        flex: 1;
        width: auto;
        min-width: 0;
      }
      :host([small]) small {
        color: var(--rs-ink-2);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) index?: EventIndex;
  @property({ type: Number }) phase = 1;
  @property({ type: Number }) phases = 0;
  @property({ type: Boolean }) playing = false;
  @property({ type: Number }) speed = 1;
  @property({ type: Boolean, reflect: true }) small = false;

  protected override willUpdate(): void {
    this.toggleAttribute('long', (this.moment?.run.recording.ticks ?? 0) > 99_999);
  }

  protected override render(): unknown {
    if (!this.moment) return nothing;
    return this.small ? this.#phone() : this.#desktop();
  }

  #desktop(): unknown {
    const { words, moment, phase, phases, playing } = this;
    const tick = moment?.tick ?? 0;
    return html`<div class="grp" role="group" aria-label=${words.text('transport.move')}>
        ${this.#icon('to-start', 'start')} ${this.#word('back', 'back')} ${this.#outlined('phase-back', 'phaseBack')}${this.#outlined('phase-next', 'phaseNext')}
        <button class="btn" title=${this.#hint('step')} @click=${() => this.send('step')}>${icon('step')}${words.text('transport.step')} <kbd>${capOf('step')}</kbd></button>
        <button class="btn quiet" title=${this.#hint('over')} @click=${() => this.send('over')}>${words.text('transport.over')} <kbd>${capOf('over')}</kbd></button>
        <button class="btn quiet icon" aria-pressed=${playing} aria-label=${words.text(playing ? 'transport.pause' : 'transport.play')} title=${this.#hint('play')} @click=${() => this.send('play')}>
          ${icon(playing ? 'pause' : 'play')}
        </button>
      </div>
      <span class="vr"></span><span class="lbl">${words.text('transport.run-to')}</span> ${RUN_TO.map(({ name, glyph }) => this.#runTo(name, glyph))}<span class="sp"></span>
      <select aria-label=${words.text('transport.speed')} @change=${this.#onSpeed}>
        ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === this.speed}>${speed}×</option>`)}
      </select>
      ${this.#icon('bookmark', 'bookmark')}
      <span class="tick" title=${words.text('command.go-to')}><b>t ${tick}${phases > 1 ? `.${phase}` : ''}</b> <span class="dim">/ ${moment?.run.recording.ticks ?? 0}</span></span>`;
  }

  #phone(): unknown {
    const { words, playing } = this;
    const next = this.#where('mode');
    return html`<button class="btn" aria-label=${words.text('command.back')} @click=${() => this.send('back')}>${icon('back')}</button>
      <button class="btn wide" @click=${() => this.send('step')}>${icon('step')}${words.text('transport.step')}</button>
      <button class="btn wide" aria-disabled=${!next.found} @click=${() => this.send('mode-next')}>${icon('door')}${words.text('transport.to-switch')}<small class="num">${next.text}</small></button>
      <button class="btn" aria-pressed=${playing} aria-label=${words.text(playing ? 'transport.pause' : 'transport.play')} @click=${() => this.send('play')}>${icon(playing ? 'pause' : 'play')}</button>`;
  }

  #runTo(name: EventClass, glyph: IconName): unknown {
    const { found, text } = this.#where(name);
    const command: CommandId = `${name}-next`;
    return html`<button class="ev ${name === 'mode' ? '' : 'rare'}" aria-disabled=${!found} title=${this.#hint(command)} @click=${() => found && this.send(command)}>
      ${icon(glyph)}<span class="word">${this.words.text(`transport.${name}`)}</span> <kbd>${capOf(command)}</kbd><small>${text}</small>
    </button>`;
  }

  /** Where the next event is: `t 54`; or that none is left; or that this run has none at all. */
  #where(name: EventClass): { found: boolean; text: string } {
    const { index, words, moment } = this;
    const next = index?.next(name, moment?.tick ?? 0);
    if (next !== undefined) return { found: true, text: `t ${next}` };
    return {
      found: false,
      text: words.text(index && index.count(name) > 0 ? 'transport.none-left' : 'transport.none'),
    };
  }

  #hint(command: CommandId): string {
    return `${this.words.text(`command.${command}` as never)} (${capOf(command)})`;
  }

  #icon(command: CommandId, glyph: IconName): unknown {
    return html`<button class="btn icon quiet" aria-label=${this.words.text(`command.${command}` as never)} title=${this.#hint(command)} @click=${() => this.send(command)}>${icon(glyph)}</button>`;
  }

  #outlined(command: CommandId, glyph: IconName): unknown {
    return html`<button class="btn icon" aria-label=${this.words.text(`command.${command}` as never)} title=${this.#hint(command)} @click=${() => this.send(command)}>${icon(glyph)}</button>`;
  }

  #word(command: CommandId, glyph: IconName): unknown {
    return html`<button class="btn quiet" title=${this.#hint(command)} @click=${() => this.send(command)}>${icon(glyph)}<span class="word">${this.words.text('transport.back')}</span> <kbd>${capOf(command)}</kbd></button>`;
  }

  #onSpeed(event: Event): void {
    const speed = Number((event.target as HTMLSelectElement).value);
    this.dispatchEvent(new CustomEvent('speed-change', { detail: speed }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-transport': RingsideTransport;
  }
}
