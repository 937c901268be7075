import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { hex } from '../model/hex';
import { numberOf } from '../model/probes';
import { laneOfDomain, logOf } from '../model/world';
import { Pane } from '../pane';
import type { RunEvent } from '../recording';
import { ringIndices } from '../stage/scenes/ring';
import { base } from '../styles/base';
import { tabStyles } from './inspector.css';

/** What the probes of a Xen scenario report. */
export const XEN_KINDS = ['HCALL', 'EVTCHN', 'GNTMAP', 'GNTUNMAP', 'GNTEND', 'RING_PUT', 'RING_GET', 'DOMSW', 'IOREQ'];

/** Domains, event channels, grants and the shared ring, as the events up to now leave them. */
@customElement('ringside-xen')
export class RingsideXen extends Pane {
  static override readonly styles = [
    base,
    tabStyles,
    css`
      :host {
        display: block;
      }
      td button {
        color: var(--rs-ink-2);
        text-decoration: underline;
        font-size: 11px;
        min-width: 24px;
        min-height: 24px;
      }
      .ended td {
        color: var(--rs-ink-3);
        text-decoration: line-through;
      }
      .ended td:last-child {
        text-decoration: none;
      }
    `,
  ];

  protected override render(): unknown {
    return this.moment
      ? html`${this.#domains()}${this.#channels()}${this.#grants()}${this.#ring()}${this.#request()}`
      : nothing;
  }

  #before(...kinds: string[]): readonly RunEvent[] {
    const { moment } = this;
    return moment ? logOf(moment.run, ...kinds).before(moment.tick) : [];
  }

  #domains(): TemplateResult {
    const { words, moment } = this;
    const calls = new Map<number, RunEvent[]>();
    let running: number | undefined;
    for (const event of this.#before('HCALL', 'DOMSW')) {
      const from = numberOf(event, 'from');
      if (event.kind === 'DOMSW') running = numberOf(event, 'to');
      else if (from !== undefined) calls.set(from, [...(calls.get(from) ?? []), event]);
    }
    const domains = new Set([...calls.keys(), ...(running === undefined ? [] : [running])]);
    for (const event of moment ? logOf(moment.run, 'DOMSW').before(moment.run.recording.ticks) : []) {
      for (const name of ['from', 'to']) {
        const domain = numberOf(event, name);
        if (domain !== undefined) domains.add(domain);
      }
    }
    if (domains.size === 0) return html``;
    const recording = moment?.run.recording;
    return html`<h3 class="sub">${words.text('xen.domains')}</h3>
      <table>
        <thead><tr><th scope="col">${words.text('xen.domain')}</th><th scope="col">${words.text('xen.lane')}</th><th scope="col">${words.text('xen.hypercalls')}</th><th scope="col">${words.text('xen.last-call')}</th></tr></thead>
        <tbody>
          ${[...domains]
            .sort((a, b) => a - b)
            .map((domain) => {
              const own = calls.get(domain) ?? [];
              const last = own.at(-1);
              return html`<tr class=${this.#fresh(last)}>
                <td class="mono">${domain}${domain === running ? html` <span class="ptr">${words.text('xen.running')}</span>` : nothing}</td>
                <td>${recording ? (laneOfDomain(recording, domain)?.id ?? '') : ''}</td><td class="num">${own.length}</td><td>${last ? html`<span class="mono">${last.fields['name']}</span> ${this.#when(last)}` : '–'}</td>
              </tr>`;
            })}
        </tbody>
      </table>`;
  }

  /** One row a channel; the count is how often its bell rang. */
  #channels(): TemplateResult {
    const { words } = this;
    const channels = new Map<string, { last: RunEvent; count: number }>();
    for (const event of this.#before('EVTCHN')) {
      const key = ['from', 'port', 'to', 'target', 'name'].map((name) => String(event.fields[name] ?? '')).join(' ');
      channels.set(key, { last: event, count: (channels.get(key)?.count ?? 0) + 1 });
    }
    return html`<h3 class="sub">${words.text('xen.channels')}</h3>
      ${
        channels.size === 0
          ? html`<p class="absent" style="margin:0">${words.text('xen.no-bell')}</p>`
          : html`<table>
            <thead><tr><th scope="col">${words.text('xen.channel')}</th><th scope="col">${words.text('xen.rang')}</th><th scope="col">${words.text('xen.last')}</th></tr></thead>
            <tbody>
              ${[...channels.values()].map(({ last, count }) => html`<tr class=${this.#fresh(last)}><td class="mono">${words.channel(last)}</td><td class="num">${count}</td><td>${this.#when(last)}</td></tr>`)}
            </tbody>
          </table>`
      }`;
  }

  #grants(): TemplateResult {
    const { words } = this;
    const grants = new Map<string, { map?: RunEvent; end?: RunEvent }>();
    for (const event of this.#before('GNTMAP', 'GNTUNMAP', 'GNTEND')) {
      const key = `${numberOf(event, 'dom') ?? ''}:${numberOf(event, 'ref') ?? ''}`;
      if (event.kind === 'GNTMAP') grants.set(key, { map: event });
      else grants.set(key, { ...grants.get(key), end: event });
    }
    if (grants.size === 0) return html``;
    return html`<h3 class="sub">${words.text('xen.grants')}</h3>
      <table>
        <thead><tr><th scope="col">${words.text('xen.grant')}</th><th scope="col">${words.text('stage.frame')}</th><th scope="col">${words.text('xen.rights')}</th><th scope="col">${words.text('xen.state')}</th></tr></thead>
        <tbody>
          ${[...grants.entries()].map(([key, { map, end }]) => {
            const event = end ?? map;
            const frame = (map ?? end)?.fields['frame'];
            const readOnly = numberOf(map, 'readonly') === 1 || map?.fields['readonly'] === true;
            return html`<tr class="${this.#fresh(event)} ${end ? 'ended' : ''}">
              <td class="mono">dom${key}</td><td class="mono">${frame === undefined || frame === '?' ? '' : hex(String(frame))}</td><td>${words.text(readOnly ? 'stage.read-only' : 'stage.read-write')}</td>
              <td>${words.text(end ? 'xen.ended' : 'xen.mapped')} ${event ? this.#when(event) : nothing}</td>
            </tr>`;
          })}
        </tbody>
      </table>`;
  }

  #ring(): TemplateResult {
    const { words, moment } = this;
    const last = this.#before('RING_PUT', 'RING_GET').at(-1);
    if (!last || !moment) return html``;
    const indices = ringIndices(moment.run, moment.tick);
    return html`<h3 class="sub">${words.text('xen.ring')} ${last.fields['page'] === undefined ? nothing : html`<span class="mono dim">${hex(String(last.fields['page']), 8)}</span>`}</h3>
      <table>
        <tbody>
          ${Object.entries(indices)
            .filter(([, value]) => value !== undefined)
            .map(([name, value]) => html`<tr><td class="mono">${name}</td><td class="num">${value}</td></tr>`)}
        </tbody>
      </table>`;
  }

  #request(): TemplateResult {
    const last = this.#before('IOREQ').at(-1);
    if (!last) return html``;
    const rows = Object.entries(last.fields).filter(([name]) => name !== 'args');
    return html`<h3 class="sub">ioreq ${this.#when(last)}</h3>
      <table>
        <tbody>
          ${rows.map(([name, value]) => html`<tr class=${this.#fresh(last)}><td class="mono">${name}</td><td class="mono">${hex(String(value))}${name === 'state' ? ` ${this.words.lookup(`ioreq.${String(value)}`) ?? ''}` : ''}</td></tr>`)}
        </tbody>
      </table>`;
  }

  #fresh(event: RunEvent | undefined): string {
    return event && event.tick + 1 === this.moment?.tick ? 'chg' : '';
  }

  #when(event: RunEvent): TemplateResult {
    return html`<button @click=${() => this.seek(event.tick + 1)}>t ${event.tick + 1}</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-xen': RingsideXen;
  }
}
