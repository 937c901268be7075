import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { eventLine } from '../i18n/sentences';
import { rich } from '../i18n/words';
import { oncePerFrame, Pane } from '../pane';
import type { RunEvent } from '../recording';
import { base } from '../styles/base';

/** Rows drawn around the present; a run may have thousands of events. */
const WINDOW = 120;

/** The events of the run in order; a click goes to the moment after one. */
@customElement('ringside-events')
export class RingsideEvents extends Pane {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        overflow: auto;
      }
      button {
        display: grid;
        grid-template-columns: 56px 68px 1fr;
        gap: 8px;
        width: 100%;
        min-height: var(--row, 24px);
        align-items: center;
        text-align: left;
        font-size: 12px;
        border-bottom: 1px solid var(--rs-line);
        padding: 2px 4px;
      }
      button:hover {
        background: var(--rs-sunken);
      }
      .at {
        font: 500 11px var(--rs-mono);
        color: var(--rs-ink-3);
      }
      .kind {
        font: 600 11px var(--rs-mono);
        color: var(--rs-ink-2);
      }
      .future {
        color: var(--rs-ink-3);
      }
      .now {
        background: var(--rs-mark-soft);
        box-shadow: inset 3px 0 var(--rs-mark-line);
      }
      :host([touch]) {
        --row: 44px;
      }
    `,
  ];

  readonly #beforePaint = oncePerFrame();

  /** Leaves out page walks and TLB flushes, which are many. */
  @property({ type: Boolean }) quiet = true;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('moment'))
      this.#beforePaint(() => this.renderRoot.querySelector('.now')?.scrollIntoView({ block: 'nearest' }));
  }

  protected override render(): unknown {
    const { moment } = this;
    if (!moment) return nothing;
    const events = moment.run.recording.events.filter(
      (event) => !this.quiet || (event.kind !== 'WALK' && event.kind !== 'TLB' && !isEcho(event)),
    );
    const at = events.findIndex((event) => event.tick + 1 >= moment.tick);
    const first = Math.max(0, (at < 0 ? events.length : at) - WINDOW / 2);
    return html`<ol>${events.slice(first, first + WINDOW).map((event) => html`<li>${this.#row(event, moment.tick)}</li>`)}</ol>`;
  }

  #row(event: RunEvent, tick: number): unknown {
    const at = event.tick + 1;
    return html`<button class=${at === tick ? 'now' : at > tick ? 'future' : ''} @click=${() => this.seek(at)}><span class="at">t ${at}</span><span class="kind">${event.kind}</span><span>${rich(eventLine(event, this.words))}</span></button>`;
  }
}

/** A RING whose gate has an event of its own says nothing new. */
function isEcho(event: RunEvent): boolean {
  return (
    event.kind === 'RING' &&
    /^(IRET|SYSRET|SYSEXIT|INTERRUPT|EXCEPTION|EXTERNAL_INTERRUPT)$/.test(String(event.fields['via']))
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-events': RingsideEvents;
  }
}
