import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { COMMANDS, keyCap, type Command } from '../commands';
import { eventLine } from '../i18n/sentences';
import { plain } from '../i18n/words';
import { icon } from '../icons';
import { Pane } from '../pane';
import { base, buttons } from '../styles/base';

type Which = 'palette' | 'help' | 'go-to' | 'search';

interface Hit {
  label: string;
  note: string;
  run: () => void;
}

/** Help, the command palette, go to tick, and search, as one modal dialog. Open it with `show`. */
@customElement('ringside-dialogs')
export class RingsideDialogs extends Pane {
  static override readonly styles = [
    base,
    buttons,
    css`
      dialog {
        width: min(640px, calc(100vw - 32px));
        max-height: min(720px, calc(100vh - 64px));
        padding: 0;
        border: 1px solid var(--rs-outline);
        border-radius: var(--rs-radius-l);
        background: var(--rs-raised);
        color: var(--rs-ink);
        box-shadow: var(--rs-lift-2);
        overflow: hidden;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog.small {
        width: min(380px, calc(100vw - 32px));
      }
      dialog::backdrop {
        background: rgb(12 15 16 / 0.32);
      }
      .head {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 12px 16px;
        border-bottom: 1px solid var(--rs-line);
      }
      h2 {
        font-size: 15px;
        font-weight: 700;
        flex: 1;
      }
      input {
        font: inherit;
        font-size: 15px;
        width: 100%;
        height: 44px;
        padding: 0 16px;
        border: 0;
        border-bottom: 1px solid var(--rs-line);
        background: none;
        color: var(--rs-ink);
        outline-offset: -2px;
      }
      .scroll {
        overflow: auto;
        padding: 8px;
      }
      .keys {
        columns: 2;
        column-gap: 24px;
        padding: 8px 16px 16px;
      }
      @media (max-width: 600px) {
        .keys {
          columns: 1;
        }
      }
      .keys div {
        display: flex;
        gap: 8px;
        align-items: baseline;
        padding: 3px 0;
        break-inside: avoid;
      }
      .keys dt {
        flex: 1;
      }
      .keys dd {
        display: flex;
        gap: 4px;
      }
      .hit {
        display: flex;
        gap: 10px;
        width: 100%;
        text-align: left;
        padding: 6px 8px;
        border-radius: 4px;
        align-items: center;
      }
      .hit span:first-child {
        flex: 1;
      }
      .hit[aria-selected='true'] {
        background: var(--rs-ink);
        color: var(--rs-on-ink);
      }
      .hit[aria-selected='true'] :is(.dim, kbd) {
        color: inherit;
      }
      .empty {
        padding: 16px;
        color: var(--rs-ink-2);
      }
      .row {
        display: flex;
        gap: 8px;
        justify-content: flex-end;
        padding: 10px 16px;
      }
    `,
  ];

  @state() private which?: Which;
  @state() private typed = '';
  @state() private selected = 0;
  @query('dialog') private dialog!: HTMLDialogElement;

  /** Opens one of the dialogs. */
  show(which: Which): void {
    this.which = which;
    this.typed = '';
    this.selected = 0;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('which') || !this.which) return;
    if (!this.dialog.open) this.dialog.showModal();
    this.renderRoot.querySelector<HTMLInputElement>('input')?.focus();
  }

  protected override render(): unknown {
    const { which, words } = this;
    return html`<dialog
      class=${which === 'go-to' ? 'small' : ''}
      aria-label=${which ? words.text(`command.${which}`) : nothing}
      @close=${() => (this.which = undefined)}
      @click=${(event: MouseEvent) => event.target === this.dialog && this.dialog.close()}
    >
      ${which === 'help' ? this.#help() : which === 'go-to' ? this.#goTo() : which ? this.#finder(which) : nothing}
    </dialog>`;
  }

  #help(): unknown {
    const { words } = this;
    return html`<div class="head"><h2>${words.text('help.title')}</h2>${this.#close()}</div>
      <div class="scroll" style="padding:0" tabindex="0">
        <p style="padding:12px 16px 4px;color:var(--rs-ink-2)">${words.text('help.intro')}</p>
        <dl class="keys">${COMMANDS.filter((entry) => entry.keys.length > 0).map((entry) => html`<div><dt>${words.text(entry.label)}</dt><dd>${entry.keys.map((key) => html`<kbd>${keyCap(key)}</kbd>`)}</dd></div>`)}</dl>
      </div>`;
  }

  #close(): unknown {
    return html`<button class="btn quiet icon" aria-label=${this.words.text('dialog.close')} @click=${() => this.dialog.close()}>${icon('cross')}</button>`;
  }

  #goTo(): unknown {
    const { words, moment } = this;
    const ticks = moment?.run.recording.ticks ?? 0;
    const go = (event: SubmitEvent): void => {
      event.preventDefault();
      const input = (event.currentTarget as HTMLFormElement).elements.namedItem('tick') as HTMLInputElement;
      this.dialog.close();
      this.seek(Number(input.value));
    };
    return html`<form @submit=${go}>
      <input name="tick" type="number" min="0" max=${ticks} required inputmode="numeric" aria-label=${words.text('goto.label', { ticks })} placeholder=${words.text('goto.label', { ticks })} />
      <div class="row"><button type="button" class="btn quiet" @click=${() => this.dialog.close()}>${words.text('dialog.cancel')}</button><button class="btn go">${words.text('goto.go')}</button></div>
    </form>`;
  }

  #finder(which: 'palette' | 'search'): unknown {
    const { words, typed } = this;
    const hits = which === 'palette' ? this.#commands() : this.#places();
    const selected = Math.min(this.selected, hits.length - 1);
    const onKey = (event: KeyboardEvent): void => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        this.selected = (selected + step + hits.length) % Math.max(1, hits.length);
      } else if (event.key === 'Enter' && !event.isComposing) this.#choose(hits[selected]);
    };
    return html`<input
        role="combobox"
        aria-expanded="true"
        aria-controls="hits"
        aria-activedescendant=${hits.length > 0 ? `hit-${selected}` : nothing}
        aria-label=${words.text(`${which}.label`)}
        placeholder=${words.text(`${which}.label`)}
        spellcheck="false"
        autocomplete="off"
        .value=${typed}
        @input=${(event: Event) => {
          this.typed = (event.target as HTMLInputElement).value;
          this.selected = 0;
        }}
        @keydown=${onKey}
      />
      <div class="scroll" id="hits" role=${hits.length > 0 ? 'listbox' : 'status'} aria-label=${words.text(`${which}.label`)}>
        ${
          hits.length === 0
            ? html`<p class="empty">${words.text(typed === '' ? 'search.hint' : 'search.nothing')}</p>`
            : hits.map(
                (hit, i) =>
                  html`<button class="hit" id="hit-${i}" role="option" tabindex="-1" aria-selected=${i === selected} @click=${() => this.#choose(hit)}><span>${hit.label}</span><span class="dim mono">${hit.note}</span></button>`,
              )
        }
      </div>`;
  }

  #choose(hit: Hit | undefined): void {
    if (!hit) return;
    this.dialog.close();
    hit.run();
  }

  #commands(): Hit[] {
    const typed = this.typed.trim().toLowerCase();
    const rank = (entry: Command): number => {
      if (typed === '') return 1;
      if (entry.aliases.includes(typed)) return 3;
      if (this.words.text(entry.label).toLowerCase().includes(typed)) return 2;
      return entry.aliases.some((alias) => alias.includes(typed)) ? 1 : 0;
    };
    const tick = /^(?:t ?)?(\d+)$/.exec(typed)?.[1];
    const jump: Hit[] =
      tick === undefined
        ? []
        : [{ label: this.words.text('palette.go', { tick }), note: 'G', run: () => this.seek(Number(tick)) }];
    return jump.concat(
      COMMANDS.filter((entry) => !entry.hidden && rank(entry) > 0)
        .sort((a, b) => rank(b) - rank(a))
        .map((entry) => ({
          label: this.words.text(entry.label),
          note: [entry.aliases[0] ?? '', entry.keys[0] ? keyCap(entry.keys[0]) : ''].filter(Boolean).join('  '),
          run: () => this.send(entry.id),
        })),
    );
  }

  /** Events and source lines that hold the typed text. */
  #places(): Hit[] {
    const typed = this.typed.trim().toLowerCase();
    const { moment, words } = this;
    if (typed === '' || !moment) return [];
    const { recording } = moment.run;
    const events = recording.events
      .map((event): [string, number] => [`${event.text} · ${plain(eventLine(event, words))}`, event.tick + 1])
      .filter(([text]) => text.toLowerCase().includes(typed))
      .map(([label, tick]): Hit => ({ label, note: `t ${tick}`, run: () => this.seek(tick) }));
    const symbols = recording.symbols
      .filter((symbol) => symbol.name.toLowerCase().includes(typed))
      .flatMap((symbol): Hit[] => {
        const tick = this.#firstAt(symbol.address);
        return tick === undefined
          ? []
          : [{ label: `${symbol.program}.${symbol.name}`, note: `t ${tick}`, run: () => this.seek(tick) }];
      });
    return [...symbols, ...events].slice(0, 60);
  }

  /** First tick, in what is loaded, at which the instruction at `address` is next. */
  #firstAt(address: string): number | undefined {
    const run = this.moment?.run;
    if (!run) return undefined;
    for (const { from, to } of run.recording.chunks) {
      if (!run.loaded(run.chunkOf(from))) continue;
      for (let tick = from; tick < to; tick++) if (run.delta(tick)?.rip === address) return tick;
    }
    return undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-dialogs': RingsideDialogs;
  }
}
