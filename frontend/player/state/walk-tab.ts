import { css, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { secondLevel } from '../model/control-block';
import { hex, parse } from '../model/hex';
import { nestedRanges } from '../model/nested-tables';
import { walk, type NestedRung, type Rung, type Walk } from '../model/paging';
import { Pane } from '../pane';
import { base } from '../styles/base';
import { scene } from '../styles/scene';
import { arrow, defs } from '../stage/parts';
import { tabStyles } from './inspector.css';

/** A page walk of any linear address, read from the page tables as they are now: a ladder of tables, rung by rung. */
@customElement('ringside-walk')
export class RingsideWalk extends Pane {
  static override readonly styles = [
    base,
    tabStyles,
    scene,
    css`
      svg.scene {
        height: auto;
        background: var(--rs-sunken);
        border: 1px solid var(--rs-line);
        border-radius: 4px;
      }
    `,
  ];

  @state() private chosen?: bigint;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('moment') && this.moment?.run !== changed.get('moment')?.run) this.chosen = undefined;
  }

  protected override render(): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const address = this.chosen ?? moment.state.value('rip');
    const found = walk(moment.state, address);
    return html`<form class="tools" @submit=${this.#choose}>
        <label>${words.text('walk.address')} <input class="field" name="a" size="14" spellcheck="false" autocomplete="off" pattern="(0[xX])?[0-9a-fA-F]{1,16}" .value=${hex(address, 8)} @change=${this.#choose} /></label>
        ${['rip', 'rsp'].map((name) => html`<button type="button" class="field" @click=${() => (this.chosen = name === 'rip' ? undefined : moment.state.value(name))}>${moment.register(name)}</button>`)}
        <span>CR3 <span class="mono">${hex(moment.state.hex('cr3'), 8)}</span></span>
      </form>
      ${found.paging === 'off' ? html`<p class="absent" style="margin:0">${words.text('walk.off')}</p>` : html`${this.#ladder(found)}${this.#table(found)}`}${this.#nested(found)}${this.#ranges()}`;
  }

  readonly #choose = (event: Event): void => {
    event.preventDefault();
    const form = (event.currentTarget as HTMLElement).closest('form');
    const input = form?.elements.namedItem('a');
    if (!(input instanceof HTMLInputElement) || !input.checkValidity()) return;
    this.chosen = parse(input.value.replace(/^0x/i, '').toLowerCase());
  };

  /** Each table is a sheet; the entry that is used is a rung; a missing one is hatched and ends the way. */
  #ladder({ rungs, physical, linear }: Walk): TemplateResult {
    const step = 440 / (rungs.length + 1);
    const sheet = (rung: Rung, i: number): unknown => {
      const x = 6 + i * step;
      const y = 14 + i * 22;
      const w = Math.min(94, step - 12);
      return svg`<rect x=${x} y=${y} width=${w} height="52" rx="4" class="paper"/><text x=${x + 8} y=${y + 16} class="b ink">L${rung.level} <tspan class="m">${hex(rung.table, 6)}</tspan></text>
        <rect x=${x + 5} y=${y + 24} width=${w - 10} height="21" rx="3" class="slot ${rung.present ? 'hot' : ''}" style=${rung.present ? '' : 'fill:url(#bad)'}/>
        <text x=${x + 11} y=${y + 39} class="m ${rung.present ? 'hot-t' : 'err-t'}">${hex(rung.index, 3)} ${rung.present ? rights(rung) : ''}</text>
        ${rung.present ? arrow(i + 1 < rungs.length ? `M${x + w} ${y + 35}h${(step - w) / 2}V${y + 47}h${(step - w) / 2 - 4}` : `M${x + w / 2} ${y + 47}V${y + 72}H${x + step - 2}`) : nothing}`;
    };
    const last = rungs.length - 1;
    const end = 6 + (last + 1) * step;
    return html`<svg class="scene" viewBox="0 0 456 ${rungs.length * 22 + 84}" role="img" aria-label=${this.words.text('walk.picture', { linear: hex(linear, 8), count: rungs.length, physical: physical === undefined ? '-' : hex(physical, 8) })}>
      ${defs}${rungs.map(sheet)}
      ${
        physical === undefined
          ? svg`<text x=${end - step + 4} y=${rungs.length * 22 + 58} class="b err-t">${this.words.text('walk.not-present')}</text>`
          : svg`<rect x=${end + 2} y=${14 + last * 22 + 60} width="84" height="24" rx="4" class="slot firm"/><text x=${end + 44} y=${14 + last * 22 + 76} class="m c ink">${hex(physical, 8)}</text>`
      }
    </svg>`;
  }

  /** In a guest with nested paging: for each table of the guest, the ladder that found it in the machine's memory. */
  #nested({ rungs, nested, guestPhysical, physical }: Walk): unknown {
    const { words } = this;
    const last = rungs.at(-1);
    const ladders: [string, bigint | undefined, NestedRung[]][] = rungs.flatMap(
      (rung): [string, bigint, NestedRung[]][] => (rung.nested ? [[`gL${rung.level}`, rung.table, rung.nested]] : []),
    );
    if (nested) ladders.push([words.text('stage.page'), guestPhysical, nested]);
    if (ladders.length === 0) return nothing;
    const count = rungs.length + ladders.reduce((sum, [, , rungs]) => sum + rungs.length, 0);
    return html`<p class="sub" style="margin-top:12px">${words.text('walk.references', { count })}</p>
      ${ladders.map(
        ([what, address, rungs]) => html`<table class="gap">
          <caption class="sub">${words.text('walk.nested', { what })} <span class="mono dim">${words.text('walk.guest-physical')} ${hex(address ?? 0n, 8)}</span></caption>
          <tbody>
            ${rungs.map((rung) => html`<tr><td class="mono">n${rung.level}</td><td class="mono">${hex(rung.index, 3)}</td><td class="mono">${hex(rung.address, 8)}</td><td class="mono">${hex(rung.entry, 8)}</td><td class="mono">${rung.present ? rung.rights : words.text('walk.nested-refused')}</td></tr>`)}
          </tbody>
        </table>`,
      )}
      ${last?.present === true && physical !== undefined ? html`<p class="sub" style="margin-top:8px">${words.text('walk.machine')} <span class="mono">${hex(physical, 8)}</span></p>` : nothing}`;
  }

  /** All that the hypervisor's tables give to the guest that runs. */
  #ranges(): unknown {
    const { moment, words } = this;
    const second = moment && secondLevel(moment.state);
    if (!second) return nothing;
    return html`<table class="gap">
      <caption class="sub">${words.text(`walk.ranges-${second.format}`)} <span class="mono dim">${hex(second.root, 8)}</span></caption>
      <thead><tr><th scope="col">${words.text('walk.guest-physical')}</th><th scope="col">${words.text('walk.machine')}</th><th scope="col">${words.text('walk.rights')}</th><th scope="col">${words.text('stage.page')}</th></tr></thead>
      <tbody>
        ${nestedRanges(moment.state, second).map(
          (range) => html`<tr><td class="mono">${hex(range.guestPhysical, 8)}–${hex(range.guestPhysical + range.size - 1n, 8)}</td><td class="mono">${hex(range.machine, 8)}</td><td class="mono">${range.rights}</td><td class="mono">${words.text('walk.page-size', { kib: (range.pageSize >> 10n).toLocaleString(words.lang) })}</td></tr>`,
        )}
      </tbody>
    </table>`;
  }

  #table({ rungs }: Walk): TemplateResult {
    const { words } = this;
    return html`<table class="gap">
      <thead><tr><th scope="col">${words.text('walk.level')}</th><th scope="col">${words.text('walk.index')}</th><th scope="col">${words.text('walk.entry-at')}</th><th scope="col">${words.text('walk.entry')}</th><th scope="col">${words.text('walk.rights')}</th></tr></thead>
      <tbody>
        ${rungs.map((rung) => html`<tr><td class="mono">L${rung.level}</td><td class="mono">${hex(rung.index, 3)}</td><td class="mono">${hex(rung.address, 8)}</td><td class="mono">${hex(rung.entry, 8)}</td><td class="mono">${rights(rung)}${rung.accessed ? ' A' : ''}${rung.dirty ? ' D' : ''}${rung.noExecute ? ' NX' : ''}</td></tr>`)}
      </tbody>
    </table>`;
  }
}

/** `PWU`: present, writable, user; a dash for what is not. */
function rights(rung: Rung): string {
  return `${rung.present ? 'P' : '-'}${rung.writable ? 'W' : '-'}${rung.user ? 'U' : '-'}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-walk': RingsideWalk;
  }
}
