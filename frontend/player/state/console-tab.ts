import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { EditEvent, Pane } from '../pane';
import { base, buttons } from '../styles/base';
import { tabStyles } from './inspector.css';

/** What the machine printed on its UART so far. Typing to it is an edit: it forks the run. */
@customElement('ringside-console')
export class RingsideConsole extends Pane {
  static override readonly styles = [
    base,
    buttons,
    tabStyles,
    css`
      pre {
        margin: 0;
        font: 400 13px/1.5 var(--rs-mono);
        min-height: 140px;
        max-height: 260px;
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        background: var(--rs-sunken);
        border: 1px solid var(--rs-line);
        border-radius: 4px;
        padding: 8px 10px;
      }
      .new {
        background: var(--rs-mark);
        color: var(--rs-mark-ink);
      }
      .cursor {
        display: inline-block;
        width: 8px;
        height: 15px;
        background: var(--rs-ink);
        vertical-align: -3px;
      }
      form {
        display: flex;
        gap: 8px;
        margin-top: 10px;
      }
      .field {
        flex: 1;
      }
    `,
  ];

  protected override render(): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const fresh = moment.ran?.out ?? '';
    const all = moment.state.console;
    const old = fresh && all.endsWith(fresh) ? all.slice(0, -fresh.length) : all;
    return html`<pre tabindex="0" role="log" aria-label=${words.text('pane.console')}>${old}${fresh ? html`<span class="new">${fresh.replace('\n', '⏎\n')}</span>` : nothing}<span class="cursor"></span></pre>
      <form @submit=${this.#type}>
        <input class="field" name="text" autocomplete="off" spellcheck="false" maxlength="200" aria-label=${words.text('console.type')} placeholder=${words.text('console.type')} /><button class="btn">${words.text('console.send')}</button>
      </form>
      <p class="dim" style="margin-top:8px">${words.text('console.help')}</p>`;
  }

  readonly #type = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = new FormData(form).get('text');
    if (typeof text !== 'string' || text === '') return;
    form.reset();
    this.dispatchEvent(new EditEvent({ kind: 'console', target: '', text }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-console': RingsideConsole;
  }
}
