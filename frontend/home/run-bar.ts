import { LitElement, css, html, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Recording } from '../player/recording';

const WIDTH = 448;
const LANE = 12;

/**
 * Where a learner stands in a run: its lanes from the recording, what was seen filled, the playhead
 * on top. Draws nothing until the recording is here, and nothing if it never comes.
 *
 * | property | meaning |
 * |---|---|
 * | `recording` | address of the recording's document |
 * | `tick` | where the learner stands |
 * | `label` | the same in words |
 */
@customElement('ringside-run-bar')
export class RunBar extends LitElement {
  static override styles = css`
    :host {
      display: block;
      min-height: 34px;
    }
    svg {
      display: block;
      width: 100%;
      max-width: ${WIDTH}px;
      overflow: visible;
    }
    .user {
      --line: var(--rs-user-line);
      --tint: var(--rs-user-tint);
    }
    .kernel {
      --line: var(--rs-kern-line);
      --tint: var(--rs-kern-tint);
    }
    .hypervisor {
      --line: var(--rs-hyper-line);
      --tint: var(--rs-hyper-tint);
    }
    .dom0 {
      --line: var(--rs-dom0-line);
      --tint: var(--rs-dom0-tint);
    }
    .device {
      --line: var(--rs-dev-line);
      --tint: var(--rs-dev-tint);
    }
    .all {
      fill: var(--tint);
      stroke: var(--line);
    }
    .seen {
      fill: var(--line);
    }
    .head {
      fill: var(--rs-ink);
      stroke: var(--rs-ink);
      stroke-width: 2;
    }
  `;

  @property() recording = '';
  @property({ type: Number }) tick = 0;
  @property() label = '';
  @state() private run?: Recording;

  protected override async willUpdate(changed: Map<PropertyKey, unknown>) {
    if (!changed.has('recording') || !this.recording) return;
    const address = this.recording;
    const answer = await fetch(address).catch(() => undefined);
    const run = answer?.ok ? ((await answer.json()) as Recording) : undefined;
    if (address === this.recording) this.run = run;
  }

  override render() {
    const run = this.run;
    if (!run || run.ticks === 0) return nothing;
    const used = [...new Set(run.spans.map(([, lane]) => lane))].sort((a, b) => a - b);
    const x = (tick: number) => (tick / run.ticks) * WIDTH;
    const height = used.length * LANE + 8;
    return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${this.label}>
      ${run.spans.map(([from, lane], i) => {
        const to = run.spans[i + 1]?.[0] ?? run.ticks;
        const y = 8 + used.indexOf(lane) * LANE;
        const seen = Math.min(to, this.tick);
        return svg`<g class=${run.lanes[lane]?.domain ?? 'device'}>
          <rect class="all" x=${x(from) + 0.5} y=${y} width=${Math.max(1, x(to) - x(from) - 1)} height="8" />
          ${seen > from ? svg`<rect class="seen" x=${x(from)} y=${y - 0.5} width=${Math.max(1, x(seen) - x(from))} height="9" />` : nothing}
        </g>`;
      })}
      <path class="head" d="M${x(this.tick)} 4V${height}m-4 -${height}h8l-4 5z" />
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-run-bar': RunBar;
  }
}
