import { css } from 'lit';

export const courseMapStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--rs-5);
    position: relative;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  a {
    color: inherit;
    text-decoration: none;
  }
  button {
    font: inherit;
    color: inherit;
    text-align: start;
    cursor: pointer;
  }
  :focus-visible {
    outline: 2px solid var(--rs-focus);
    outline-offset: 2px;
  }
  svg {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .mono {
    font-family: var(--rs-mono);
  }
  .num {
    font-variant-numeric: tabular-nums;
  }
  .dim {
    color: var(--rs-ink-3);
  }
  .check {
    flex: none;
    width: 12px;
    height: 12px;
    stroke-width: 1.8;
    color: var(--rs-ok);
  }

  /* The net */
  .rows {
    position: relative;
    display: grid;
    gap: var(--rs-5);
  }
  .net {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
    overflow: visible;
  }
  .edge {
    color: var(--rs-outline);
    stroke-width: 1.2;
    opacity: 0.55;
  }
  .edge .tip {
    fill: currentColor;
    stroke: none;
  }
  .edge.first {
    color: var(--rs-ink);
    stroke-width: 2;
    opacity: 1;
  }
  .edge.next {
    color: var(--rs-ink-3);
    stroke-width: 1.5;
    stroke-dasharray: 3 3;
    opacity: 1;
  }

  /* A part */
  .name {
    display: flex;
    gap: var(--rs-3);
  }
  .name > b {
    flex: none;
    width: 24px;
    font-size: 30px;
    line-height: 1;
    letter-spacing: -0.03em;
  }
  .name h2 {
    font-size: 14px;
    line-height: 1.25;
  }
  .name p {
    font-size: 12px;
    line-height: 1.3;
    margin: 1px 0 3px;
    color: var(--rs-ink-2);
  }
  .name .num {
    font-size: 11px;
    color: var(--rs-ink-3);
  }
  .name a {
    display: block;
    width: fit-content;
    padding: 4px 0; /* two below each other: 24 px each to hit */
    font-size: 12px;
    line-height: 1.4;
  }
  .name a span {
    color: var(--rs-ink-3);
  }
  .part > ul {
    display: grid;
    gap: var(--rs-2);
    margin-top: var(--rs-2);
  }

  /* A scenario */
  .card {
    display: grid;
    grid-template: auto auto auto / 1fr auto;
    column-gap: var(--rs-3);
    width: 100%;
    min-height: 56px;
    padding: 7px 9px 6px;
    background: var(--rs-pane);
    border: 1px solid var(--rs-outline);
    border-radius: 5px;
  }
  .card .head {
    grid-column: 1 / -1;
    display: flex;
    justify-content: space-between;
    font-size: 11px;
    color: var(--rs-ink-2);
  }
  .card > b {
    font-size: 13px;
    line-height: 1.2;
    font-weight: 600;
    margin-top: 2px;
  }
  .card .after {
    font-size: 11px;
    color: var(--rs-ink-2);
    align-self: end;
  }
  .card .status {
    grid-column: 1 / -1;
    display: flex;
    gap: 4px;
    align-items: center;
    min-height: 14px;
    font-size: 11px;
    color: var(--rs-ink-2);
  }
  .card.coming {
    background: none;
    border-color: var(--rs-line);
  }
  .card.coming > b {
    color: var(--rs-ink-2);
    font-weight: 500;
  }
  .card.done .status {
    color: var(--rs-ok);
    font-weight: 600;
  }
  .card.started {
    background: var(--rs-mark-soft);
    border-color: var(--rs-mark-line);
    box-shadow: inset 0 0 0 1px var(--rs-mark-line);
  }
  .card.next {
    border-style: dashed;
    border-color: var(--rs-outline);
  }
  .card.first {
    border-color: var(--rs-ink);
    box-shadow: inset 0 0 0 1px var(--rs-ink);
  }
  .card.first .status {
    color: var(--rs-ink);
    font-weight: 600;
  }
  .card.selected {
    background: var(--rs-ink);
    border-color: var(--rs-ink);
    box-shadow: none;
  }
  .card.selected,
  .card.selected :is(b, .head, .status, .after, .check) {
    color: var(--rs-on-ink);
  }
  .share {
    flex: 1;
    height: 5px;
    margin-left: 4px;
    background: var(--rs-line);
  }
  .share i {
    display: block;
    height: 5px;
    background: var(--rs-mark-line);
  }
  .selected .share i {
    background: var(--rs-mark);
  }

  /* The explanation of the selected scenario */
  aside {
    display: flex;
    flex-direction: column;
    gap: var(--rs-3);
    padding: var(--rs-4);
    background: var(--rs-pane);
    border: 1px solid var(--rs-outline);
    border-radius: 8px;
  }
  aside header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 10px;
    padding-bottom: 10px;
    border-bottom: 2px solid var(--rs-ink);
  }
  aside header .mono {
    font-size: 15px;
    font-weight: 600;
  }
  aside header h2 {
    font-size: 22px;
    line-height: 1.2;
    letter-spacing: -0.02em;
  }
  aside .meta {
    margin-left: auto;
    color: var(--rs-ink-3);
  }
  aside .lead {
    font-size: 15px;
    line-height: 1.55;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
    gap: var(--rs-3) 28px;
  }
  .facts h3 {
    font-size: 12px;
    font-weight: 600;
    color: var(--rs-ink-2);
    margin-bottom: 7px;
  }
  .facts .first li {
    display: grid;
    grid-template-columns: 16px 1fr;
    gap: var(--rs-2);
    align-items: center;
    min-height: 26px;
  }
  .facts .check {
    width: 16px;
    height: 16px;
  }
  .todo {
    width: 12px;
    height: 12px;
    margin: 0 2px;
    border: 1.5px solid var(--rs-outline);
    border-radius: 50%;
  }
  .facts .first + .dim {
    margin-top: 7px;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    align-items: center;
    height: 26px;
    border-bottom: 1px solid var(--rs-line);
  }
  dd {
    font: 600 13px var(--rs-mono);
  }
  dd.zero {
    min-width: 20px;
    padding: 1px 0;
    text-align: center;
    background: var(--rs-ink);
    color: var(--rs-on-ink);
    border-radius: 3px;
  }
  aside footer {
    margin-top: auto;
  }
  .go {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: var(--rs-touch);
    padding: 0 18px;
    font-weight: 600;
    background: var(--rs-ink);
    color: var(--rs-on-ink);
    border-radius: var(--rs-radius-m);
  }
  .play {
    width: 16px;
    height: 16px;
    fill: currentColor;
    stroke: none;
  }
  .coming {
    color: var(--rs-ink-2);
  }
  p.coming {
    padding: 8px 10px;
    border: 1px dashed var(--rs-outline);
    border-radius: 4px;
  }

  /* From a tablet on: a row a part, cards side by side, lines between them. */
  @media (min-width: 940px) {
    .rows {
      gap: 0;
    }
    .part {
      display: grid;
      grid-template-columns: 176px 1fr;
      gap: var(--rs-5);
      padding-bottom: 36px;
    }
    .part > ul {
      display: flex;
      flex-wrap: wrap;
      gap: 36px 14px;
      margin: 0;
    }
    .part li {
      width: 132px;
    }
    .card {
      height: 76px;
      grid-template-rows: auto 1fr auto;
    }
    .card .after {
      display: none;
    }
  }
  /* Desktop: the first four parts leave room for the explanation beside them. */
  @media (min-width: 1280px) {
    aside {
      position: absolute;
      right: 0;
      top: 0;
      width: calc(100% - 816px);
      height: 412px;
      overflow: auto;
      padding: 20px 24px;
    }
  }
`;
