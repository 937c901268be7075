import { css, html, LitElement, nothing, svg, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sentence } from '../i18n/sentences';
import { plain, rich, type Words } from '../i18n/words';
import { pushedFrame } from '../model/frames';
import type { Moment } from '../model/moment';
import { bars, base } from '../styles/base';
import { scene as sceneStyles } from '../styles/scene';
import { isBelow, isVirtualized, runningLanes } from '../model/world';
import { clip, laneName } from './house';
import { layoutFor } from './layout';
import { defs, type Canvas } from './parts';
import { sceneOf } from './scenes';
import { descriptorReads } from './tally';

/**
 * The stage: who runs, how privileged, and what the last step moved. Below it the sentence of the step and its phases.
 *
 * | Property | Type   | Meaning                                              |
 * | -------- | ------ | ---------------------------------------------------- |
 * | moment   | Moment | what is drawn                                        |
 * | phase    | number | 1 to the number of phases of the scene               |
 * | words    | Words  | the language                                         |
 * | bare     | boolean| without header and tallies (home page)               |
 * | laneNames| object | what the scenario calls its lanes, by lane id        |
 */
@customElement('ringside-stage-pane')
export class RingsideStagePane extends LitElement {
  static override readonly styles = [
    base,
    bars,
    sceneStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--rs-pane);
      }
      .stage {
        flex: 1 1 auto;
        min-height: 0;
        background: var(--rs-sunken);
        display: flex;
        justify-content: center;
        overflow: hidden;
      }
      .bar .title {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .cap {
        flex: none;
        min-height: 50px;
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 16px;
        align-items: center;
        padding: 6px 12px;
        border-top: 1px solid var(--rs-line);
        background: var(--rs-pane);
      }
      .cap p {
        font-size: var(--player-caption, 14px);
        line-height: 1.36;
        font-weight: 500;
        text-wrap: pretty;
      }
      :host(:lang(ko)) .cap p {
        line-height: 1.5;
        font-size: var(--player-caption, 13.5px);
      }
      :host([narrow]) .stage {
        flex: 0 1 auto;
        aspect-ratio: 390 / 281;
      }
      :host([narrow]) .cap {
        grid-template-columns: 1fr;
        gap: 5px;
        padding: 7px 12px 6px;
      }
      :host([narrow]) .cap p {
        font-size: 14.5px;
        line-height: 1.42;
      }
      .phases {
        display: flex;
        font-size: 11.5px;
        color: var(--rs-ink-3);
      }
      :host([narrow]) .phases {
        margin-left: -9px;
      }
      /* Many phases stand in two columns, so that the sentence keeps two lines. */
      .phases.many {
        display: grid;
        grid-template-columns: auto auto;
        gap: 2px 0;
      }
      :host([narrow]) .phases.many {
        display: flex;
      }
      .phases li {
        display: flex;
        align-items: center;
        gap: 5px;
        padding: 0 0 0 9px;
        white-space: nowrap;
      }
      .phases li::before {
        content: '';
        width: 9px;
        height: 9px;
        border: 1.5px solid var(--rs-outline);
        border-radius: 50%;
        background: none;
      }
      .phases .past {
        color: var(--rs-ink-2);
      }
      .phases .past::before {
        background: var(--rs-mark);
        border-color: var(--rs-mark-line);
      }
      .phases .now {
        color: var(--rs-ink);
        font-weight: 700;
      }
      .phases .now::before {
        background: var(--rs-ink);
        border-color: var(--rs-ink);
        width: 11px;
        height: 11px;
      }
    `,
  ];

  @property({ attribute: false }) moment?: Moment;
  @property({ attribute: false }) words!: Words;
  @property({ type: Number }) phase = 1;
  @property({ type: Boolean }) bare = false;
  @property({ attribute: false }) laneNames?: Readonly<Record<string, string>>;
  @state() private wide = true;

  readonly #resize = new ResizeObserver(([entry]) => {
    const width = entry?.contentRect.width ?? 640;
    this.wide = width === 0 || width >= 460;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('wide' as keyof RingsideStagePane)) this.toggleAttribute('narrow', !this.wide);
  }

  protected override render(): unknown {
    const { moment, words, phase } = this;
    if (!moment) return nothing;
    const layout = layoutFor(moment.run.recording.lanes, this.wide, moment.cplBefore, moment.cpl);
    const scene = sceneOf(moment);
    const told = sentence(moment, words);
    const phases = scene.phases(moment);
    const canvas: Canvas = { moment, words, layout, laneNames: this.laneNames, phase: Math.max(1, phase) };
    const above =
      !scene.house && isVirtualized(moment.run.recording) && moment.lane !== undefined && !isBelow(moment.lane);
    const height = layout.height + (above && !layout.wide ? FLOOR_STRIP : 0);
    return html`${this.bare ? nothing : this.#header(scene.title(moment, words))}
      <div class="stage">
        <svg class="scene" viewBox="0 0 ${layout.width} ${height}" role="img" aria-label=${plain(told)}>
          ${defs}<rect width=${layout.width} height=${height} fill="url(#squares)" />${above ? withFloor(canvas, scene.draw(canvas)) : scene.draw(canvas)}
        </svg>
      </div>
      <div class="cap">
        <p>${rich(told)}</p>
        ${
          phases.length > 1
            ? html`<ol class="phases ${phases.length > 3 ? 'many' : ''}" aria-label=${words.text('stage.phases')}>
              ${phases.map((name, i) => html`<li class=${i + 1 < phase ? 'past' : i + 1 === phase ? 'now' : ''} aria-current=${i + 1 === phase ? 'step' : nothing}>${words.text(name)}</li>`)}
            </ol>`
            : nothing
        }
      </div>`;
  }

  /** What happened, and what did not: the counts of this step. */
  #header(title: string): unknown {
    const { moment, words } = this;
    if (!moment) return nothing;
    const cards = pushedFrame(moment).length;
    const tables = descriptorReads(moment);
    const exits = moment.events.filter((event) => event.kind === 'VMEXIT').length;
    return html`<div class="bar">
      <h2>${words.text('pane.stage')}</h2>
      <span class="title">${title}</span><span class="sp"></span>
      ${
        this.wide
          ? html`<span class="num">${words.text('stage.cards', { count: cards })}</span><span class="dim">·</span><span class="num">${words.text('stage.tables-read', { count: tables })}</span
            ><span class="dim">·</span><span class="num">${words.text('stage.exits', { count: exits })}</span>`
          : nothing
      }
    </div>`;
  }
}

/** Height that the floor and what sleeps below it take. */
const FLOOR_STRIP = 32;

/** A scene of a guest: it moves up a little, and below the floor the hypervisor sleeps. */
function withFloor(c: Canvas, drawing: unknown): unknown {
  const { width, height, wide } = c.layout;
  const top = wide ? height - 26 : height + 4;
  const host = runningLanes(c.moment.run.recording).find(isBelow);
  const words = c.words.text('stage.floor-strip', {
    host: host ? laneName(c, host) : c.words.text('domain.hypervisor'),
  });
  return svg`<g transform=${wide ? 'translate(0 -18)' : ''}>${drawing}</g><rect y=${top} width=${width} height="7" class="floor"/>
    <rect x="1" y=${top + 8} width=${width - 2} height="17" class="room hypervisor-r"/><text x=${width / 2} y=${top + 20.5} class="c b hypervisor-t">${clip(words, width - 20)}</text>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'ringside-stage-pane': RingsideStagePane;
  }
}
