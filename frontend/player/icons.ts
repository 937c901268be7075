import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Sixteen-pixel line icons, drawn with the ink of their surroundings. */
const PATHS = {
  link: svg`<path d="M6.5 9.5a2.8 2.8 0 0 0 4 0l2.4-2.4a2.8 2.8 0 0 0-4-4l-1 1"/><path d="M9.5 6.5a2.8 2.8 0 0 0-4 0L3.1 8.9a2.8 2.8 0 0 0 4 4l1-1"/>`,
  layout: svg`<path d="M2 2.5h12v11H2zM6 2.5v11M6 8h8"/>`,
  down: svg`<path d="m4 6 4 4 4-4"/>`,
  theme: svg`<circle cx="8" cy="8" r="6"/><path class="f" d="M8 2a6 6 0 0 1 0 12z"/>`,
  help: svg`<circle cx="8" cy="8" r="6.3"/><path d="M6.2 6.3a1.9 1.9 0 1 1 2.6 1.9c-.5.2-.8.6-.8 1.2"/><path d="M8 11.6v.1"/>`,
  book: svg`<path d="M8 3.5C6.5 2.5 4.5 2.2 2 2.4v10.4c2.5-.2 4.5.1 6 1.1 1.5-1 3.5-1.3 6-1.1V2.4c-2.5-.2-4.5.1-6 1.1zM8 3.5v10.4"/>`,
  cross: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  check: svg`<path d="m2.8 8.6 3.4 3.4 7-7.6"/>`,
  hexagon: svg`<path d="m8 1.8 5.6 3.1v6.2L8 14.2l-5.6-3.1V4.9z"/>`,
  circle: svg`<circle cx="8" cy="8" r="5.2"/>`,
  square: svg`<path d="M3 3h10v10H3z"/>`,
  house: svg`<path d="M3 7.2 8 2.6l5 4.6V13.4H3z"/>`,
  chip: svg`<path d="M4.5 4.5h7v7h-7z"/><path d="M6.5 4.5V2M9.5 4.5V2M6.5 14v-2.5M9.5 14v-2.5M4.5 6.5H2M4.5 9.5H2M14 6.5h-2.5M14 9.5h-2.5"/>`,
  bookmark: svg`<path d="M4 2h8v12l-4-3-4 3z"/>`,
  start: svg`<path d="M3 3v10"/><path d="M13 3.5 6 8l7 4.5z"/>`,
  back: svg`<path d="M11 3 5 8l6 5z"/>`,
  phaseBack: svg`<path d="M9 4 5 8l4 4"/><path d="M12 8h.1"/>`,
  phaseNext: svg`<path d="m7 4 4 4-4 4"/><path d="M4 8h.1"/>`,
  step: svg`<path class="f" d="m5 3 6 5-6 5z"/>`,
  play: svg`<path d="m4.5 2.8 8 5.2-8 5.2z"/>`,
  pause: svg`<path d="M5 3v10M11 3v10"/>`,
  door: svg`<path d="M3 14V4.5A2.5 2.5 0 0 1 5.5 2h5A2.5 2.5 0 0 1 13 4.5V14"/><path d="M1.5 9h8M7.2 6.7 9.6 9l-2.4 2.3"/>`,
  bolt: svg`<path d="M9.2 1.5 3.6 9H8l-1.2 5.5L12.4 7H8z"/>`,
  drop: svg`<path d="M8 1.6 14.4 8 8 14.4 1.6 8z"/><path d="M8 4.8v5.6M5.9 8.4 8 10.6l2.1-2.2"/>`,
  envelope: svg`<path d="M1.8 3.8h12.4v8.6H1.8z"/><path d="m2 4.2 6 4.6 6-4.6"/>`,
  bell: svg`<path d="M4 11V7.2a4 4 0 0 1 8 0V11l1.2 1.6H2.8z"/><path d="M6.8 14.6h2.4"/>`,
  rise: svg`<path d="M8 1.6 14.4 8 8 14.4 1.6 8z"/><path d="M8 11.2V5.6M5.9 7.6 8 5.4l2.1 2.2"/>`,
  ticket: svg`<path d="M1.8 4h12.4v2.4a1.6 1.6 0 0 0 0 3.2V12H1.8V9.6a1.6 1.6 0 0 0 0-3.2z"/>`,
  beads: svg`<circle cx="8" cy="3.4" r="1.7"/><circle cx="12.6" cy="8" r="1.7"/><circle cx="8" cy="12.6" r="1.7"/><circle cx="3.4" cy="8" r="1.7"/>`,
  stop: svg`<path d="M4 4h8v8H4z"/><path d="m4 12 8-8"/>`,
  pin: svg`<path d="M5 1.8h6l-.8 4.4L12.2 9H3.8l2-2.8z"/><path d="M8 9v5.2"/>`,
  fork: svg`<circle cx="4" cy="3.5" r="1.6"/><circle cx="12" cy="3.5" r="1.6"/><circle cx="8" cy="12.5" r="1.6"/><path d="M4 5.1v1.4A1.6 1.6 0 0 0 5.6 8h4.8A1.6 1.6 0 0 0 12 6.5V5.1M8 8v2.9"/>`,
  warning: svg`<path d="M8 2 14.6 13.6H1.4z"/><path d="M8 6.4v3.4M8 11.7v.1"/>`,
  eye: svg`<path d="M1.5 8S4 3.6 8 3.6 14.5 8 14.5 8 12 12.4 8 12.4 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>`,
  menu: svg`<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>`,
  grid: svg`<path d="M2.5 2.5h4.4v4.4H2.5zM9.1 2.5h4.4v4.4H9.1zM2.5 9.1h4.4v4.4H2.5zM9.1 9.1h4.4v4.4H9.1z"/>`,
  page: svg`<path d="M3.5 1.8h6l3 3v9.4h-9z"/><path d="M9.3 2v3h3"/>`,
  ladder: svg`<path d="M5 1.8v12.4M11 1.8v12.4M5 4.5h6M5 8h6M5 11.5h6"/>`,
  search: svg`<circle cx="7" cy="7" r="4.6"/><path d="m10.4 10.4 3.8 3.8"/>`,
  list: svg`<path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1"/>`,
} as const;

export type IconName = keyof typeof PATHS;

/** An icon in HTML. Icons are decoration: the words are beside them or on the button. */
export function icon(name: IconName, size = 16): TemplateResult {
  return html`<svg class="i" style=${size === 16 ? '' : `width:${size}px;height:${size}px`} viewBox="0 0 16 16" aria-hidden="true">${PATHS[name]}</svg>`;
}

/** An icon inside a drawing, its top left corner at (x, y). */
export function glyph(name: IconName, x: number, y: number, size: number, className: string): SVGTemplateResult {
  return svg`<g transform="translate(${x} ${y}) scale(${size / 16})" class=${className} fill="none" stroke-linecap="round" stroke-linejoin="round">${PATHS[name]}</g>`;
}
