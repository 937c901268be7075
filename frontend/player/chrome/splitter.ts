import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../i18n/words';

/**
 * An edge between panes that can be dragged or moved with the arrow keys. It writes a length in pixels to a custom property of the player.
 *
 * | Property | Type    | Meaning                                            |
 * | -------- | ------- | -------------------------------------------------- |
 * | name     | string  | the custom property                                |
 * | axis     | x, y    | what it measures                                   |
 * | reverse  | boolean | the pane that is measured is after the edge        |
 */
@customElement('ringside-splitter')
export class RingsideSplitter extends LitElement {
  static override readonly styles = css`
    :host {
      display: block;
    }
  `;

  @property() name = '';
  @property() axis: 'x' | 'y' = 'x';
  @property({ type: Boolean }) reverse = false;
  @property({ attribute: false }) words?: Words;

  override connectedCallback(): void {
    super.connectedCallback();
    this.tabIndex = 0;
    this.setAttribute('role', 'separator');
    this.setAttribute('aria-orientation', this.axis === 'x' ? 'vertical' : 'horizontal');
    this.addEventListener('pointerdown', this.#onPointer);
    this.addEventListener('pointermove', this.#onPointer);
    this.addEventListener('keydown', this.#onKey);
    this.addEventListener('dblclick', this.#reset);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('pointerdown', this.#onPointer);
    this.removeEventListener('pointermove', this.#onPointer);
    this.removeEventListener('keydown', this.#onKey);
    this.removeEventListener('dblclick', this.#reset);
  }

  protected override updated(): void {
    this.setAttribute('aria-label', this.words?.text('splitter.label') ?? '');
    this.setAttribute('aria-valuenow', String(Math.round(this.#size())));
    this.setAttribute('aria-valuemin', '220');
    this.setAttribute('aria-valuemax', '900');
  }

  protected override render(): unknown {
    return html``;
  }

  get #player(): HTMLElement {
    return (this.getRootNode() as ShadowRoot).host as HTMLElement;
  }

  /** Size of the pane now: the distance from its outer edge to this one. */
  #size(): number {
    const own = this.getBoundingClientRect();
    const box = this.#frame();
    if (this.axis === 'y') return own.top + own.height / 2 - box.top;
    const at = own.left + own.width / 2;
    return this.reverse ? box.right - at : at - box.left;
  }

  #frame(): DOMRect {
    return (this.axis === 'y' ? (this.parentElement ?? this) : this.#player).getBoundingClientRect();
  }

  #set(size: number): void {
    const [least, most] = this.axis === 'y' ? [160, 620] : [240, 720];
    this.#player.style.setProperty(this.name, `${Math.round(Math.min(most, Math.max(least, size)))}px`);
    this.setAttribute('aria-valuenow', String(Math.round(size)));
  }

  readonly #onPointer = (event: PointerEvent): void => {
    if (event.type === 'pointerdown') {
      this.setPointerCapture(event.pointerId);
      return;
    }
    if (!this.hasPointerCapture(event.pointerId)) return;
    const box = this.#frame();
    if (this.axis === 'y') this.#set(event.clientY - box.top);
    else this.#set(this.reverse ? box.right - event.clientX : event.clientX - box.left);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const more = this.axis === 'y' ? 'ArrowDown' : this.reverse ? 'ArrowLeft' : 'ArrowRight';
    const less = this.axis === 'y' ? 'ArrowUp' : this.reverse ? 'ArrowRight' : 'ArrowLeft';
    if (event.key !== more && event.key !== less) return;
    event.preventDefault();
    event.stopPropagation();
    this.#set(this.#size() + (event.key === more ? 16 : -16));
  };

  readonly #reset = (): void => {
    this.#player.style.removeProperty(this.name);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-splitter': RingsideSplitter;
  }
}
