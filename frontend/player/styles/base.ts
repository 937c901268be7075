import { css } from 'lit';

/** What every element of the player shares: text, icons, buttons, keys, pane headers. Values are tokens of tokens.css. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    font: 400 var(--rs-text-m) / var(--rs-leading-ui) var(--rs-font);
    color: var(--rs-ink);
  }
  :host([hidden]) {
    display: none !important;
  }
  :host(:lang(ko)) {
    word-break: keep-all;
    overflow-wrap: break-word;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  table,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
  }
  a {
    color: inherit;
    text-decoration-color: var(--rs-outline);
    text-underline-offset: 3px;
  }
  :focus-visible {
    outline: 2px solid var(--rs-focus);
    outline-offset: 2px;
  }
  .mono,
  code,
  kbd {
    font-family: var(--rs-mono);
  }
  code {
    font-size: 0.92em;
  }
  .num {
    font-variant-numeric: tabular-nums;
  }
  .dim,
  .z {
    color: var(--rs-ink-3);
  }
  .sp {
    flex: 1;
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .i {
    width: 16px;
    height: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -3px;
  }
  .i .f {
    fill: currentColor;
    stroke: none;
  }
  kbd {
    font-size: 11px;
    line-height: 16px;
    min-width: 17px;
    padding: 0 4px;
    text-align: center;
    border: 1px solid var(--rs-outline);
    border-radius: 3px;
    color: var(--rs-ink-2);
    display: inline-block;
  }
`;

/** Buttons. Exactly one `.go` (ink) on a screen: the next thing to do. */
export const buttons = css`
  .btn {
    height: var(--rs-control);
    padding: 0 10px;
    border: 1px solid var(--rs-outline);
    border-radius: var(--rs-radius-m);
    background: var(--rs-raised);
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
    font-weight: 500;
    text-decoration: none;
    transition: background-color var(--rs-fade);
  }
  .btn:hover:not(:disabled) {
    background: var(--rs-sunken);
  }
  .btn.go {
    background: var(--rs-ink);
    border-color: var(--rs-ink);
    color: var(--rs-on-ink);
    font-weight: 600;
  }
  .btn.go:hover:not(:disabled) {
    background: var(--rs-ink-2);
  }
  .btn.go kbd {
    color: inherit;
    border-color: currentColor;
    opacity: 0.85;
  }
  :host(:lang(ko)) .btn {
    font-size: 13.5px;
  }
  .btn.quiet {
    border-color: transparent;
    background: none;
    color: var(--rs-ink-2);
  }
  .btn.quiet:hover:not(:disabled) {
    background: var(--rs-sunken);
  }
  .btn.icon {
    width: var(--rs-control);
    padding: 0;
    justify-content: center;
  }
  .btn:disabled,
  .btn[aria-disabled='true'] {
    background: none;
    border: 1px dashed var(--rs-outline);
    color: var(--rs-ink-3);
    cursor: default;
  }
`;

/** Headers and tabs of panes. */
export const bars = css`
  .bar {
    height: 30px;
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 0 12px;
    border-bottom: 1px solid var(--rs-line);
    font-size: 12px;
    color: var(--rs-ink-2);
    white-space: nowrap;
    overflow: hidden;
  }
  .bar h2 {
    font-size: 12px;
    font-weight: 600;
    color: var(--rs-ink);
  }
  :host(:lang(ko)) .bar,
  :host(:lang(ko)) .bar h2,
  :host(:lang(ko)) .tabs button {
    font-size: 12.5px;
  }
  .bar.mid {
    border-top: 1px solid var(--rs-line);
    height: 31px;
  }
  .tabs {
    display: flex;
    align-self: stretch;
    gap: 1px;
    margin-left: -6px;
  }
  .tabs button {
    display: flex;
    align-items: center;
    gap: 5px;
    padding: 0 7px;
    color: var(--rs-ink-2);
    border-bottom: 2px solid transparent;
    margin-bottom: -1px;
    white-space: nowrap;
  }
  .tabs button[aria-selected='true'] {
    color: var(--rs-ink);
    font-weight: 600;
    border-color: var(--rs-ink);
  }
  .tabs button:focus-visible {
    outline-offset: -3px;
  }
  .tabs .new {
    width: 6px;
    height: 6px;
    background: var(--rs-mark-line);
    border-radius: 1px;
  }
`;
