import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

const KEY = 'ringside.theme';
const SYSTEM = matchMedia('(prefers-color-scheme: dark)');

/**
 * Switches between the light and the dark theme and remembers the learner's choice; until the first
 * choice the system's preference holds. `index.html` applies the choice before the first paint.
 *
 * | property | meaning |
 * |---|---|
 * | `label` | name of the switch for assistive technology, in the page's language: "Dark theme" |
 */
@customElement('ringside-theme-switch')
export class ThemeSwitch extends LitElement {
  static override styles = css`
    button {
      width: var(--rs-control);
      height: var(--rs-control);
      padding: 0;
      display: grid;
      place-items: center;
      font: inherit;
      color: var(--rs-ink-2);
      background: none;
      border: 0;
      border-radius: var(--rs-radius-m);
      cursor: pointer;
    }
    button:focus-visible {
      outline: 2px solid var(--rs-focus);
      outline-offset: 2px;
    }
    @media (pointer: coarse) {
      button {
        width: var(--rs-touch);
        height: var(--rs-touch);
      }
    }
  `;

  @property() label = '';
  @state() private dark = false;

  override connectedCallback() {
    super.connectedCallback();
    SYSTEM.addEventListener('change', this.read);
    this.read();
  }

  override disconnectedCallback() {
    SYSTEM.removeEventListener('change', this.read);
    super.disconnectedCallback();
  }

  override render() {
    return html`<button aria-label=${this.label} aria-pressed=${this.dark} title=${this.label} @click=${this.toggle}>
      <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">
        <circle cx="8" cy="8" r="6" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none" />
      </svg>
    </button>`;
  }

  private readonly read = () => {
    const chosen = document.documentElement.dataset.theme;
    this.dark = chosen ? chosen === 'dark' : SYSTEM.matches;
  };

  private toggle() {
    const theme = this.dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // storage is switched off: the choice lasts as long as the page
    }
    this.read();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-theme-switch': ThemeSwitch;
  }
}
