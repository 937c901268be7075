import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Key } from '../i18n/words';
import { Pane } from '../pane';
import { bars, base } from '../styles/base';
import { tabList } from '../tabs';
import type { Run } from '../model/run';
import { logOf } from '../model/world';
import './console-tab';
import './counts-tab';
import './events-tab';
import './memory-tab';
import './vm-tab';
import './walk-tab';
import { XEN_KINDS } from './xen-tab';
import { tabStyles } from './inspector.css';
import { msrsTab } from './msrs-tab';
import { stackTab } from './stack-tab';
import { tablesTab } from './tables-tab';

const TABS = [
  'stack',
  'memory',
  'walk',
  'tables',
  'msrs',
  'vmcs',
  'vmcb',
  'xen',
  'console',
  'events',
  'counts',
] as const;
export type InspectorTab = (typeof TABS)[number];

/**
 * The state tabs, decoded in the client from registers and memory. A tab whose contents the last step changed carries a marker square.
 *
 * | Property | Type         | Meaning                        |
 * | -------- | ------------ | ------------------------------ |
 * | tab      | InspectorTab | shown                          |
 * | watches  | Set<string>  | watched registers and bytes    |
 * | highlight| Set<string>  | what the lesson points at      |
 */
@customElement('ringside-inspector')
export class RingsideInspector extends Pane {
  static override readonly styles = [
    base,
    bars,
    tabStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--rs-pane);
        container-type: inline-size;
      }
      .body {
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: 10px 12px;
        font-size: 12px;
        scrollbar-width: thin;
        scrollbar-color: var(--rs-outline) transparent;
      }
      .bar {
        overflow-x: auto;
        scrollbar-width: none;
      }
    `,
  ];

  @property() tab: InspectorTab = 'stack';
  @property({ attribute: false }) watches: ReadonlySet<string> = new Set();
  @property({ attribute: false }) highlight: ReadonlySet<string> = new Set();
  @state() private fresh: ReadonlySet<InspectorTab> = new Set();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('moment')) this.fresh = this.#changedTabs();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('tab'))
      this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #changedTabs(): Set<InspectorTab> {
    const { moment } = this;
    const fresh = new Set<InspectorTab>();
    const slots = moment?.state.changed() ?? [];
    if (slots.some((name) => /^(cr\d|efer|[lc]?star|fmask|kernel_gs_base|[fg]s\.base|sysenter_.*)$/.test(name)))
      fresh.add('msrs');
    if (moment?.via === 'SYSCALL') fresh.add('msrs');
    if (
      slots.some((name) => /^(gdtr|idtr|tr|ldtr)/.test(name)) ||
      moment?.event('INT') ||
      moment?.event('EXC') ||
      moment?.event('IRQ')
    )
      fresh.add('tables');
    if (moment?.event('WALK') || slots.includes('cr3')) fresh.add('walk');
    if (moment?.stores.length) fresh.add('memory');
    if (moment?.ran?.out) fresh.add('console');
    if (moment?.event('VMEXIT') || moment?.event('VMENTRY') || moment?.event('VMX')) fresh.add('vmcs').add('vmcb');
    if (moment?.events.some((event) => XEN_KINDS.includes(event.kind))) fresh.add('xen');
    return fresh;
  }

  protected override render(): unknown {
    const { words, tab, fresh, moment } = this;
    return html`<div class="bar mid">
        ${tabList<InspectorTab>(
          words.text('pane.state'),
          TABS.filter((id) => moment === undefined || isUseful(id, moment.run)).map((id) => ({
            id,
            label: words.text(`tab.${id}` as Key),
            fresh: fresh.has(id) && id !== tab,
          })),
          tab,
          (id) => {
            this.tab = id;
          },
        )}
      </div>
      <div class="body" role="tabpanel" tabindex="0" data-scrolls aria-label=${words.text(`tab.${tab}` as Key)}>${this.#body()}</div>`;
  }

  #body(): unknown {
    const { moment, words, watches } = this;
    if (!moment) return nothing;
    switch (this.tab) {
      case 'stack':
        return stackTab(moment, words, this.highlight);
      case 'memory':
        return html`<ringside-memory .moment=${moment} .words=${words} .watches=${watches} .highlight=${this.highlight}></ringside-memory>`;
      case 'walk':
        return html`<ringside-walk .moment=${moment} .words=${words}></ringside-walk>`;
      case 'tables':
        return tablesTab(moment, words);
      case 'msrs':
        return msrsTab(moment, words, this.highlight);
      case 'vmcs':
      case 'vmcb':
        return html`<ringside-vm .moment=${moment} .words=${words}></ringside-vm>`;
      case 'xen':
        return html`<ringside-xen .moment=${moment} .words=${words}></ringside-xen>`;
      case 'counts':
        return html`<ringside-counts .moment=${moment} .words=${words}></ringside-counts>`;
      case 'console':
        return html`<ringside-console .moment=${moment} .words=${words}></ringside-console>`;
      case 'events':
        return html`<ringside-events .moment=${moment} .words=${words}></ringside-events>`;
    }
  }
}

/** Panes of what a run never has stay away. */
function isUseful(tab: InspectorTab, run: Run): boolean {
  const has = (...kinds: string[]): boolean => logOf(run, ...kinds).last(run.recording.ticks) !== undefined;
  switch (tab) {
    case 'vmcs':
      return run.recording.machine.vendor === 'intel' && has('VMX', 'VMENTRY', 'VMEXIT');
    case 'vmcb':
      return run.recording.machine.vendor === 'amd' && has('VMX', 'VMENTRY', 'VMEXIT');
    case 'xen':
      return has(...XEN_KINDS);
    default:
      return true;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-inspector': RingsideInspector;
  }
}
