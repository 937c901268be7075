import { LitElement, html, nothing, svg, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Course, Stop } from './course';
import { courseMapStyles } from './course-map.css';
import { route, type Box, type Edge } from './edges';

/** Below this width cards stand in one column and say in words what they build on. */
const WIDE = 900;

/**
 * The course as a map: a row a part, a card a scenario, lines for what builds on what. The card that
 * has the focus or the pointer is explained beside the map, and its lines stand out.
 *
 * | property | meaning |
 * |---|---|
 * | `course` | parts, stops and words, as `CourseView` sends them |
 * | `selected` | id of the stop that is explained |
 */
@customElement('ringside-course-map')
export class CourseMapElement extends LitElement {
  static override styles = courseMapStyles;

  @property({ attribute: false }) course?: Course;
  @property() selected = '';
  @state() private edges: Edge[] = [];
  @query('.rows') private rows?: HTMLElement;
  private resting?: ReturnType<typeof setTimeout>;
  private readonly resized = new ResizeObserver(() => this.measure());

  override disconnectedCallback() {
    this.resized.disconnect();
    clearTimeout(this.resting);
    super.disconnectedCallback();
  }

  override render() {
    const course = this.course;
    if (!course) return nothing;
    const stop = course.stops.find((s) => s.id === this.selected) ?? course.stops[0];
    return html`
      ${stop ? this.detail(stop, course) : nothing}
      <div class="rows" @pointerover=${this.hover}>
        <svg class="net" aria-hidden="true">${this.edges.map((edge) => this.line(edge))}</svg>
        ${course.parts.map(
          (part) => html`<section class="part" aria-labelledby="part-${part.letter}">
            <div class="name">
              <b aria-hidden="true">${part.letter}</b>
              <div>
                <h2 id="part-${part.letter}">${part.title}</h2>
                <p>${part.question}</p>
                <span class="num">${part.tally}</span>
                ${part.lessons.map((lesson) => html`<a href=${lesson.href}><span>${course.words.lesson}</span> ${lesson.title}</a>`)}
              </div>
            </div>
            <ul>
              ${repeat(
                course.stops.filter((s) => s.part === part.letter),
                (s) => s.id,
                (s) => html`<li>${this.card(s, course)}</li>`,
              )}
            </ul>
          </section>`,
        )}
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>) {
    if (!changed.has('course') || !this.rows) return;
    this.resized.observe(this.rows);
    this.measure();
  }

  private card(stop: Stop, course: Course) {
    const relation = this.relation(stop, course);
    const content = html`<span class="head"><span class="mono">${stop.id}</span><span class="num">${stop.time}</span></span>
      <b>${stop.shortTitle}</b>
      ${stop.after.length > 0 ? html`<span class="after">${course.words.after.replace('{0}', stop.after.join(', '))}</span>` : nothing}
      <span class="status">
        ${stop.state === 'done' ? CHECK : nothing}<span>${relation || stop.status}</span>
        ${stop.state === 'started' && !relation
          ? html`<i class="share"><i style="width:${Math.round(stop.share * 100)}%"></i></i>`
          : nothing}
      </span>`;
    const look = `card ${stop.state} ${stop.id === this.selected ? 'selected' : ''} ${this.kin(stop, course)}`;
    return stop.href
      ? html`<a id=${stop.id} class=${look} href=${stop.href} @focus=${this.select}>${content}</a>`
      : html`<button id=${stop.id} class=${look} aria-pressed=${stop.id === this.selected} @focus=${this.select} @click=${this.show}>
          ${content}
        </button>`;
  }

  private readonly select = (event: Event) => {
    this.selected = (event.currentTarget as HTMLElement).id;
  };

  /** A click on a scenario that cannot be opened yet: its explanation, wherever the page has scrolled to. */
  private readonly show = (event: Event) => {
    this.select(event);
    this.renderRoot.querySelector('aside')?.scrollIntoView({ block: 'nearest' });
  };

  /** The pointer selects where it rests, not what it crosses on its way to the explanation. */
  private readonly hover = (event: PointerEvent) => {
    clearTimeout(this.resting);
    const card = (event.target as Element).closest<HTMLElement>('.card');
    if (card && event.pointerType === 'mouse') {
      this.resting = setTimeout(() => (this.selected = card.id), 150);
    }
  };

  /** How a card stands to the selected one: `first` it is needed by it, `next` it is opened by it. */
  private kin(stop: Stop, course: Course): 'first' | 'next' | '' {
    const selected = course.stops.find((s) => s.id === this.selected);
    if (selected?.after.includes(stop.id)) return 'first';
    return stop.after.includes(this.selected) ? 'next' : '';
  }

  private relation(stop: Stop, course: Course): string {
    if (stop.state === 'done' || stop.state === 'started') return '';
    switch (this.kin(stop, course)) {
      case 'first':
        return course.words.neededFirst;
      case 'next':
        return course.words.openedBy.replace('{0}', this.selected);
      default:
        return '';
    }
  }

  private line(edge: Edge) {
    const kind = edge.to === this.selected ? 'first' : edge.from === this.selected ? 'next' : '';
    return svg`<g class="edge ${kind}">
      <path d=${edge.path}></path>
      <path class="tip" d=${edge.tip}></path>
    </g>`;
  }

  private detail(stop: Stop, course: Course) {
    const named = (id: string) => course.stops.find((s) => s.id === id);
    return html`<aside aria-labelledby="detail">
      <header>
        <span class="mono">${stop.id}</span>
        <h2 id="detail">${stop.title}</h2>
        <span class="meta">${stop.time} · ${stop.level}</span>
      </header>
      <p class="lead">${stop.objective}</p>
      <div class="facts">
        <div>
          <h3>${course.words.finishFirst}</h3>
          ${stop.after.length === 0
            ? html`<p class="dim">${course.words.nothingFirst}</p>`
            : html`<ul class="first">
                  ${stop.after.map((id) => {
                    const s = named(id);
                    return html`<li>
                      ${s?.state === 'done' ? CHECK : html`<i class="todo"></i>`}
                      <span><b class="mono">${id}</b> ${s?.shortTitle}</span>
                    </li>`;
                  })}
                </ul>
                <p class="dim">${course.words.recommendation}</p>`}
        </div>
        ${stop.counts.length > 0
          ? html`<div>
              <h3>${course.words.oneRun}</h3>
              <dl>
                ${stop.counts.map((c) => html`<div><dt>${c.label}</dt><dd class=${c.value === '0' ? 'zero' : ''}>${c.value}</dd></div>`)}
              </dl>
            </div>`
          : nothing}
      </div>
      <footer>
        ${stop.href
          ? html`<a class="go" href=${stop.href}>${PLAY}${stop.open}</a>`
          : html`<p class="coming">${course.words.coming}</p>`}
      </footer>
    </aside>`;
  }

  private measure() {
    const rows = this.rows;
    if (!rows || !this.course) return;
    if (rows.clientWidth < WIDE) {
      this.edges = [];
      return;
    }
    const origin = rows.getBoundingClientRect();
    const boxes = new Map<string, Box>();
    for (const card of rows.querySelectorAll<HTMLElement>('.card')) {
      const r = card.getBoundingClientRect();
      boxes.set(card.id, {
        left: Math.round(r.left - origin.left),
        right: Math.round(r.right - origin.left),
        top: Math.round(r.top - origin.top),
        bottom: Math.round(r.bottom - origin.top),
      });
    }
    this.edges = route(this.course.stops, boxes);
  }
}

const CHECK = html`<svg class="check" viewBox="0 0 16 16" aria-hidden="true"><path d="m2.8 8.6 3.4 3.4 7-7.6" /></svg>`;
const PLAY = html`<svg class="play" viewBox="0 0 16 16" aria-hidden="true"><path d="m5 3 6 5-6 5z" /></svg>`;

declare global {
  interface HTMLElementTagNameMap {
    'ringside-course-map': CourseMapElement;
  }
}
