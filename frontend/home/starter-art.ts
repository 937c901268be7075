import { LitElement, css, html, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';

type Domain = 'user' | 'kern' | 'dev';

/**
 * The little picture on a starter card, in the grammar of the stage: hue and pattern say who, a double
 * border says ring 0, ink is where the CPU is, dashes are where it was.
 *
 * | property | meaning |
 * |---|---|
 * | `scene` | slug of the scenario |
 * | `user`, `kernel` | names of the two rooms, in the page's language |
 */
@customElement('ringside-starter-art')
export class StarterArt extends LitElement {
  static override styles = css`
    :host {
      display: block;
      background: var(--rs-sunken);
    }
    svg {
      display: block;
      width: 100%;
    }
    text {
      font: 500 11px var(--rs-font);
      fill: var(--rs-ink);
    }
    .mono {
      font-family: var(--rs-mono);
    }
    .grid {
      stroke: var(--rs-gridline);
    }
    .user {
      --line: var(--rs-user-line);
      --tint: var(--rs-user-tint);
      --text: var(--rs-user-text);
    }
    .kern {
      --line: var(--rs-kern-line);
      --tint: var(--rs-kern-tint);
      --text: var(--rs-kern-text);
    }
    .dev {
      --line: var(--rs-dev-line);
      --tint: var(--rs-dev-tint);
      --text: var(--rs-dev-text);
    }
    .room {
      fill: var(--tint);
      stroke: var(--line);
      stroke-width: 1.5;
    }
    .inner {
      fill: none;
      stroke: var(--line);
      stroke-width: 1.5;
    }
    .pattern {
      opacity: 0.2;
    }
    .label {
      fill: var(--rs-pane);
    }
    .name {
      fill: var(--text);
      font-weight: 700;
    }
    .wall {
      fill: var(--rs-line);
    }
    .gate {
      fill: var(--rs-pane);
      stroke: var(--rs-ink);
      stroke-width: 2;
    }
    .cpu {
      fill: var(--rs-ink);
      stroke: var(--rs-pane);
      stroke-width: 2.5;
      paint-order: stroke;
    }
    .pins {
      fill: var(--rs-ink);
    }
    .cpu-name {
      fill: var(--rs-on-ink);
      font-size: 13px;
      font-weight: 700;
      text-anchor: middle;
    }
    .was {
      fill: none;
      stroke: var(--rs-ink);
      stroke-width: 1.25;
      stroke-dasharray: 4 3;
    }
    .did {
      fill: none;
      stroke: var(--rs-mark-line);
      stroke-width: 2;
    }
    .will {
      fill: none;
      stroke: var(--rs-ink);
      stroke-width: 2;
    }
    .tip {
      fill: var(--rs-ink);
    }
    .slip {
      fill: var(--rs-mark);
      stroke: var(--rs-mark-line);
    }
    .slip-name {
      font-size: 9px;
      fill: var(--rs-mark-ink);
      text-anchor: middle;
    }
    .middle {
      text-anchor: middle;
    }
  `;

  @property() scene = '';
  @property() user = '';
  @property() kernel = '';

  override render() {
    return html`<svg viewBox="0 0 384 124" aria-hidden="true">
      <defs>
        <pattern id="paper" width="20" height="20" patternUnits="userSpaceOnUse"><path d="M0 .5h20M.5 0v20" class="grid" /></pattern>
        <pattern id="user" width="8" height="8" patternUnits="userSpaceOnUse">
          <circle cx="2" cy="2" r="1.1" fill="var(--rs-user-line)" /><circle cx="6" cy="6" r="1.1" fill="var(--rs-user-line)" />
        </pattern>
        <pattern id="kern" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0v7" stroke="var(--rs-kern-line)" stroke-width="1.6" />
        </pattern>
        <pattern id="dev" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 2h8M2 0v8" stroke="var(--rs-dev-line)" stroke-width=".9" /></pattern>
        <pattern id="unused" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0v6" stroke="var(--rs-outline)" opacity=".5" />
        </pattern>
      </defs>
      <rect width="384" height="124" fill="url(#paper)" />
      ${SCENES[this.scene]?.(this)}
    </svg>`;
  }
}

const SCENES: Record<string, (art: StarterArt) => TemplateResult> = {
  'bare-metal': (art) => svg`
    ${room('kern', 24, 150, art.kernel)}${cpu(66, 58)}
    <path class="will" d="M134 72H242" /><path class="tip" d="M250 72l-9 -4.5v9z" /><text class="middle mono" x="190" y="64">out</text>
    ${room('dev', 252, 108, 'UART')}<text class="middle mono" x="306" y="82">OK</text>`,

  'user-and-kernel-mode': (art) => svg`
    ${room('user', 24, 128, art.user)}${walls()}${room('kern', 222, 138, art.kernel)}
    <path class="gate" d="M154 92V62a6 6 0 0 1 6-6h54a6 6 0 0 1 6 6v30z" /><text class="middle mono" x="187" y="78">0x80</text>
    <rect class="was" x="62" y="60" width="56" height="26" rx="6" /><path class="did" d="M120 73H152" />
    ${['SS', 'ESP', 'EFLAGS', 'CS', 'EIP'].map((card, i) => svg`<g transform="translate(${297 - (i % 2) * 3} ${43 + i * 11})">
      <rect class="slip" width="52" height="11" rx="2" /><text class="slip-name mono" x="26" y="8.8">${card}</text></g>`)}
    ${cpu(228, 60)}`,

  'fast-system-calls': (art) => svg`
    ${room('user', 24, 128, art.user)}${walls()}${room('kern', 222, 138, art.kernel)}
    <path class="gate" d="M154 92V62a6 6 0 0 1 6-6h54a6 6 0 0 1 6 6v30z" />
    <rect class="was" x="70" y="60" width="56" height="26" rx="6" /><path class="did" d="M128 73H176" />
    ${cpu(174, 60)}<path class="will" d="M240 73H262" /><path class="tip" d="M270 73l-9 -4.5v9z" />`,
};

/** A room from `x`, `width` wide; the kernel's border is double. */
function room(domain: Domain, x: number, width: number, name: string): TemplateResult {
  const top = domain === 'dev' ? 32 : 20;
  const height = 124 - 2 * top;
  return svg`<g class=${domain}>
    <rect class="room" x=${x} y=${top} width=${width} height=${height} rx="5" />
    <rect class="pattern" x=${x + 1} y=${top + 1} width=${width - 2} height=${height - 2} rx="4" fill="url(#${domain})" />
    ${domain === 'kern' ? svg`<rect class="inner" x=${x + 4} y=${top + 4} width=${width - 8} height=${height - 8} rx="3" />` : ''}
    <text class="name" x=${x + 12} y=${top + 19}>${name}</text>
  </g>`;
}

/** Rings 2 and 1: walls that nobody uses. */
function walls(): TemplateResult {
  return svg`${[158, 188].map((x) => svg`<rect class="wall" x=${x} y="20" width="26" height="84" rx="3" /><rect x=${x} y="20" width="26" height="84" rx="3" fill="url(#unused)" />`)}`;
}

function cpu(x: number, y: number): TemplateResult {
  return svg`<g transform="translate(${x} ${y})">
    <rect class="cpu" width="62" height="28" rx="6" />
    <path class="pins" d="M10 -4h5v4h-5zM28 -4h5v4h-5zM46 -4h5v4h-5zM10 28h5v4h-5zM28 28h5v4h-5zM46 28h5v4h-5z" />
    <text class="cpu-name" x="31" y="18.5">CPU</text>
  </g>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-starter-art': StarterArt;
  }
}
