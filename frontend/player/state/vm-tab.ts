import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { icon } from '../icons';
import { rich } from '../i18n/words';
import { sentenceOfExit } from '../i18n/sentences';
import { controlBlockAt, inGuest, type ControlBlock } from '../model/control-block';
import { hex, littleEndian } from '../model/hex';
import { bitsOn, fieldAt } from '../model/control-block-fields';
import { exitOf, type Exit } from '../model/vmexit';
import { Pane } from '../pane';
import type { Bits, BlockBit } from '../recording';
import { base } from '../styles/base';
import { tabStyles } from './inspector.css';

/** One row of a group: a field, its value and, for controls, what is switched on. */
interface Row {
  code: string;
  name: string;
  value: bigint;
  digits: number;
  /** Moment from which on it has this value; absent where nobody says. */
  tick?: number;
  on?: BlockBit[];
}

/** In this order; a control block has those of its technology. Long ones that seldom change begin closed. */
const AREAS = [
  'exit_information',
  'execution_controls',
  'exit_controls',
  'entry_controls',
  'guest_state',
  'host_state',
  'exit',
  'intercepts',
  'controls',
  'registers',
  'segments',
  'system',
] as const;
const CLOSED: readonly string[] = ['host_state', 'segments', 'system'];

/** VMCS or VMCB by groups, controls decoded, and the last exit in words. Everything is read off the run. */
@customElement('ringside-vm')
export class RingsideVm extends Pane {
  static override readonly styles = [
    base,
    tabStyles,
    css`
      :host {
        display: block;
      }
      .exit {
        border-left: 3px solid var(--rs-mark-line);
        padding: 2px 0 2px 10px;
        margin-bottom: 12px;
      }
      .exit h3 {
        font-size: 13px;
        display: flex;
        gap: 6px;
        align-items: center;
        flex-wrap: wrap;
      }
      .exit h3 .mono {
        border: 1px solid var(--rs-ink);
        border-radius: 3px;
        padding: 0 4px;
      }
      .exit p {
        line-height: 1.45;
        margin-top: 4px;
      }
      .bits {
        display: flex;
        margin: 8px 0 2px;
        overflow-x: auto;
      }
      .bits li {
        flex: 1 0 auto;
        min-width: 34px;
        text-align: center;
        font-size: 11px;
      }
      .bits .at {
        color: var(--rs-ink-3);
        font: 400 11px var(--rs-mono);
      }
      .bits .v {
        display: block;
        font: 700 12px/20px var(--rs-mono);
        background: var(--rs-mark);
        color: var(--rs-mark-ink);
        border: 1.5px solid var(--rs-mark-line);
        margin-right: -1.5px;
      }
      .bits .reserved .v {
        background: none;
        color: var(--rs-ink-3);
        border-color: var(--rs-outline);
      }
      .bits .what {
        padding: 2px 3px 0;
        color: var(--rs-ink-2);
        display: block;
      }
      summary {
        font-weight: 600;
        padding: 5px 0;
        cursor: pointer;
      }
      details {
        border-top: 1px solid var(--rs-line);
      }
      td.name {
        font: 400 11.5px var(--rs-mono);
      }
      td.on {
        white-space: normal;
        color: var(--rs-ink-2);
        padding-bottom: 4px;
        line-height: 1.4;
        height: auto;
      }
      tr.decoded td {
        border-bottom: 0;
      }
      td button {
        color: var(--rs-ink-2);
        text-decoration: underline;
        font-size: 11px;
        min-width: 24px;
        min-height: 24px;
      }
      .now button {
        font-weight: 700;
      }
    `,
  ];

  protected override render(): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const block = controlBlockAt(moment.run, moment.tick);
    if (!block) return html`<p class="absent" style="margin:0">${words.text('vm.none')}</p>`;
    const rows = block.technology === 'VMX' ? this.#vmcs(block) : this.#vmcb(block);
    return html`<p class="tools">
        <b class="mono">${block.technology === 'VMX' ? 'VMCS' : 'VMCB'} ${hex(block.address, 8)}</b>
        <span>${words.text(inGuest(moment.run, moment.tick) ? 'vm.in-guest' : 'vm.in-host')}</span>
        ${block.technology === 'VMX' ? html`<span>${words.text(block.launched ? 'vm.launched' : 'vm.clear')}</span>` : nothing}
      </p>
      ${block.lastExit ? this.#exit(exitOf(block.lastExit), block) : html`<p class="absent" style="margin:0 0 12px">${words.text('vm.no-exit')}</p>`}
      ${AREAS.map((area) => {
        const own = rows.get(area) ?? [];
        return own.length === 0
          ? nothing
          : html`<details ?open=${!CLOSED.includes(area)}>
              <summary>${words.text(`vm.area.${area}`)} <span class="dim num">${own.length}</span></summary>
              <table>
                <tbody>
                  ${own.map((row) => this.#row(row))}
                </tbody>
              </table>
            </details>`;
      })}`;
  }

  /** In words before fields; then the qualification, bit by bit. */
  #exit(exit: Exit, block: ControlBlock): TemplateResult {
    const { words } = this;
    const { bits } = exit;
    const event = block.lastExit;
    const said = words.said(exit);
    return html`<section class="exit" aria-label=${words.text('vm.last-exit')}>
      <h3>${icon('drop')} ${words.text('vm.last-exit')} <span class="mono">${exit.code}</span> ${words.reason(exit)} ${event ? this.#when(event.tick + 1) : nothing}</h3>
      ${said ? html`<p><b>${said}</b></p>` : nothing}
      <p>${rich(event && this.moment ? sentenceOfExit(event, this.moment.run, words) : '')}</p>
      ${
        bits.length > 0
          ? html`<div class="sub" style="margin:8px 0 0">${exit.technology === 'VMX' ? 'EXIT_QUALIFICATION' : 'EXITINFO1'} <span class="mono dim">0x${hex(exit.qualification, 8)}</span></div>
              <ol class="bits">${bits.map((field) => this.#bits(field))}</ol>`
          : nothing
      }
    </section>`;
  }

  #bits({ high, low, value, meaning, parameter }: Bits): TemplateResult {
    const width = Math.ceil((high - low + 1) / 4);
    return html`<li class=${meaning === undefined ? 'reserved' : ''} style="flex-grow:${Math.max(1, width)}">
      <span class="at">${high === low ? high : `${high}…${low}`}</span><span class="v">${hex(value, width)}</span>
      <span class="what">${meaning === undefined ? '' : (this.words.lookup(`qual.${meaning}`, { value: parameter ?? '' }) ?? '')}</span>
    </li>`;
  }

  #vmcs(block: ControlBlock): Map<string, Row[]> {
    const rows = new Map<string, Row[]>();
    const { run } = this.moment ?? {};
    for (const [encoding, { value, tick }] of [...block.fields].sort((a, b) => a[0] - b[0])) {
      const field = run && fieldAt(run, encoding);
      if (!field) continue;
      const digits = Math.min(8, field.size * 2);
      const row: Row = { code: hex(encoding, 4), name: field.name, value, digits, tick, on: bitsOn(field, value) };
      rows.set(field.area, [...(rows.get(field.area) ?? []), row]);
    }
    return rows;
  }

  /** A VMCB lies in memory; a field that the last step stored is new. */
  #vmcb(block: ControlBlock): Map<string, Row[]> {
    const { moment } = this;
    const rows = new Map<string, Row[]>();
    for (const field of moment?.run.recording.controlBlock?.fields ?? []) {
      const { code, size, name, area } = field;
      const address = Number(block.address) + code;
      const value = littleEndian(moment?.state.memory.read(address, size) ?? new Uint8Array(size), 0, size);
      const stored = moment?.ran?.mem?.some(([at, , after]) => {
        const from = parseInt(at, 16);
        return from < address + size && from + after.length / 2 > address;
      });
      const row: Row = {
        code: `+${hex(code, 3)}`,
        name,
        value,
        digits: Math.min(8, size * 2),
        tick: stored ? moment?.tick : undefined,
        on: bitsOn(field, value),
      };
      rows.set(area, [...(rows.get(area) ?? []), row]);
    }
    return rows;
  }

  #row({ code, name, value, digits, tick, on }: Row): TemplateResult {
    const fresh = tick !== undefined && tick === this.moment?.tick;
    return html`<tr class="${fresh ? 'chg' : ''} ${on?.length ? 'decoded' : ''}">
        <td class="name">${name}</td><td class="mono dim">${code}</td><td class="mono">${hex(value < 0n ? 0xffff_ffff_ffff_ffffn : value, digits)}</td><td>${tick === undefined ? nothing : this.#when(tick)}</td>
      </tr>
      ${on && on.length > 0 ? html`<tr class=${fresh ? 'chg' : ''}><td class="on" colspan="4">${on.map((bit, i) => html`${i > 0 ? ' · ' : ''}${this.#bit(bit)}`)}</td></tr>` : nothing}`;
  }

  /** A bit that software could not clear is paler, and says so. */
  #bit({ name, fixed }: BlockBit): TemplateResult {
    if (fixed === undefined) return html`${name}`;
    return html`<span class="dim" title=${this.words.text(fixed === 1 ? 'vm.fixed-1' : 'vm.fixed-0', { name })}>${name}</span>`;
  }

  #when(tick: number): TemplateResult {
    const now = tick === this.moment?.tick;
    return html`<button @click=${() => this.seek(tick)}>${now ? this.words.text('vm.now') : `t ${tick}`}</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-vm': RingsideVm;
  }
}
