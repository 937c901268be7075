import { css } from 'lit';

export const codeStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--rs-pane);
    container-type: inline-size;
  }
  .code {
    font: 400 12px/18px var(--rs-mono);
    flex: 1;
    min-height: 0;
    overflow: auto;
    position: relative;
    contain: strict;
    padding: 0 0 8px;
    scrollbar-width: thin;
    scrollbar-color: var(--rs-outline) transparent;
  }
  /* Programs lie over each other. Those that are not shown keep their layout, so that going to and fro costs none. */
  .files {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  .files > .code {
    grid-area: 1 / 1;
  }
  .files > .code[hidden] {
    display: block;
    visibility: hidden;
    content-visibility: hidden;
  }
  .peek {
    flex: none;
    font: 400 12px/18px var(--rs-mono);
    overflow: hidden;
    padding-bottom: 3px;
  }
  .ln {
    display: grid;
    grid-template-columns: 74px 66px 132px 1fr;
    min-height: 18px;
    align-items: start;
    white-space: pre;
    color: var(--rs-code-mnemonic);
    position: relative;
  }
  .g {
    height: 18px;
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 4px;
    padding-right: 7px;
    font: 600 11px var(--rs-font);
    color: var(--rs-ink-3);
  }
  button.g {
    width: 100%;
  }
  button.g:focus-visible {
    outline-offset: -2px;
  }
  button.g:hover:not(:has(:not(.sr)))::after {
    content: '';
    width: 8px;
    height: 8px;
    border-radius: 50%;
    border: 1.5px solid var(--rs-error);
  }
  .a,
  .by {
    color: var(--rs-ink-3);
  }
  .by {
    font-size: 11px;
    letter-spacing: -0.02em;
    overflow: hidden;
    text-overflow: ellipsis;
    padding-right: 8px;
  }
  .t {
    padding-right: 12px;
  }
  /* Comments stand in a column of their own and wrap there: none is cut. */
  .t:has(.k) {
    display: grid;
    grid-template-columns: minmax(168px, max-content) minmax(0, 1fr);
  }
  .remark .t {
    white-space: pre-wrap;
  }
  .idle {
    color: var(--rs-ink-3);
  }
  .idle :is(.r, .n) {
    color: inherit;
  }
  .remark {
    grid-template-columns: 74px 1fr;
  }
  .remark :is(.a, .by) {
    display: none;
  }
  .lab .t {
    font-weight: 600;
  }
  .r {
    color: var(--rs-code-reg);
  }
  .n {
    color: var(--rs-code-num);
  }
  .cm {
    color: var(--rs-code-comment);
  }
  .k + .cm {
    white-space: normal;
    padding-left: 8px;
    text-indent: -12px;
    margin-left: 12px;
    letter-spacing: -0.03em;
  }
  .ref {
    display: flex;
    align-items: center;
    gap: 5px;
    color: var(--rs-ink-2);
    font-size: 12px;
  }
  .l {
    color: var(--rs-code-label);
    font-weight: 600;
  }
  .ran {
    background: var(--rs-mark-soft);
  }
  .ran .g,
  .trap .g {
    color: var(--rs-mark-line);
  }
  .ran::before,
  .trap::before {
    content: '';
    position: absolute;
    left: 0;
    top: 0;
    bottom: 0;
    width: 4px;
    background: var(--rs-mark-line);
  }
  .trap {
    background: repeating-linear-gradient(135deg, var(--rs-mark-soft) 0 6px, transparent 6px 10px);
  }
  .trap::before {
    background: repeating-linear-gradient(var(--rs-mark-line) 0 3px, transparent 3px 5px);
  }
  .next {
    box-shadow: inset 0 0 0 1.5px var(--rs-ink);
  }
  .next .g {
    padding-right: 0;
  }
  .tag {
    background: var(--rs-ink);
    color: var(--rs-on-ink);
    font: 700 11px/18px var(--rs-font);
    letter-spacing: 0.03em;
    padding: 0 11px 0 7px;
    clip-path: polygon(0 0, calc(100% - 7px) 0, 100% 50%, calc(100% - 7px) 100%, 0 100%);
    height: 18px;
  }
  .bp {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--rs-error);
    flex: none;
  }
  .file {
    position: sticky;
    top: 0;
    z-index: 1;
    height: 22px;
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 0 12px;
    font: 500 11.5px var(--rs-font);
    color: var(--rs-ink-2);
    border-top: 1px solid var(--rs-line);
    background: var(--rs-sunken);
  }
  .peek .file,
  .code .file:first-child {
    border-top: 0;
  }
  .note {
    padding: 14px 16px;
    font: 400 13px/1.5 var(--rs-font);
    color: var(--rs-ink-2);
  }
  @container (max-width: 519px) {
    .cm {
      display: none;
    }
  }
  @container (max-width: 419px) {
    .ln {
      grid-template-columns: 66px 60px 1fr;
    }
    .by {
      display: none;
    }
  }
`;
