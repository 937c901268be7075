import { css } from 'lit';

export const lessonStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--rs-pane);
  }
  .lesson {
    padding: 16px 20px 16px;
    overflow: auto;
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
    gap: 12px;
    scrollbar-width: thin;
    scrollbar-color: var(--rs-outline) transparent;
  }
  .eyebrow {
    font-size: 12px;
    color: var(--rs-ink-3);
    display: flex;
    gap: 8px;
    align-items: center;
  }
  h1,
  h2 {
    font-size: 20px;
    line-height: 1.22;
    letter-spacing: -0.012em;
    font-weight: 700;
    margin-top: -6px;
    text-wrap: balance;
  }
  :host(:lang(ko)) h2 {
    letter-spacing: -0.02em;
    line-height: 1.3;
  }
  .say {
    font-size: 14.5px;
    line-height: 1.52;
    display: grid;
    gap: 9px;
    overflow-wrap: anywhere;
  }
  :host(:lang(ko)) .say {
    line-height: 1.68;
  }
  .say p,
  .say ul,
  .say ol {
    margin: 0;
  }
  .say ul,
  .say ol {
    padding-left: 18px;
    list-style: revert;
  }
  .say code,
  .slip code {
    background: var(--rs-sunken);
    padding: 0 3px;
    border-radius: 3px;
  }
  .say mark,
  .say em {
    font-style: normal;
    background: linear-gradient(transparent 52%, var(--rs-mark) 52%, var(--rs-mark) 94%, transparent 94%);
    color: inherit;
  }
  .say blockquote {
    margin: 0;
    border-left: 3px solid var(--rs-hyper-line);
    padding: 1px 0 1px 12px;
    font-size: 13px;
    line-height: 1.6;
    color: var(--rs-ink-2);
  }
  .say table {
    border-collapse: collapse;
    font-size: 12px;
  }
  .say td,
  .say th {
    text-align: left;
    padding: 2px 6px;
    border-bottom: 1px solid var(--rs-line);
    font-weight: 400;
  }
  .slip {
    border: 1px solid var(--rs-line);
    border-radius: var(--rs-radius-m);
    background: var(--rs-raised);
    padding: 10px 12px 11px;
    font-size: 13px;
    line-height: 1.42;
  }
  :host(:lang(ko)) .slip {
    line-height: 1.55;
  }
  .slip h3 {
    font-size: 12px;
    font-weight: 600;
    color: var(--rs-ink-2);
    display: flex;
    gap: 6px;
    align-items: center;
    margin-bottom: 5px;
  }
  .slip h3 .of {
    margin-left: auto;
    font-weight: 500;
    color: var(--rs-ink-3);
  }
  .q {
    font-weight: 600;
    margin-bottom: 7px;
  }
  .slip.done {
    background: none;
    border: 0;
    border-left: 3px solid var(--rs-mark-line);
    border-radius: 0;
    padding: 1px 0 1px 12px;
  }
  /* The question stays in sight while a long text scrolls behind it. */
  .slip.done h3 {
    display: block;
  }
  .slip.open {
    border: 1.5px solid var(--rs-ink);
    box-shadow: var(--rs-lift-1), 0 0 0 14px var(--rs-pane);
    position: sticky;
    bottom: 0;
  }
  .slip.call {
    animation: call calc(var(--rs-phase) * 0.8) var(--rs-ease-land);
  }
  @keyframes call {
    30% {
      transform: translateX(5px);
    }
    60% {
      transform: translateX(-3px);
    }
  }
  .opts {
    display: grid;
    gap: 5px;
    margin-bottom: 9px;
  }
  .opts label {
    display: grid;
    grid-template-columns: 22px 1fr;
    align-items: center;
    border: 1px solid var(--rs-outline);
    border-radius: 4px;
    min-height: 26px;
    padding: 2px 8px 2px 5px;
    line-height: 1.3;
    cursor: pointer;
    position: relative;
  }
  .opts label:hover {
    background: var(--rs-sunken);
  }
  .opts b {
    font: 600 11px var(--rs-mono);
    color: var(--rs-ink-2);
  }
  .opts input {
    position: absolute;
    opacity: 0;
    inset: 0;
    margin: 0;
    cursor: pointer;
  }
  .opts label:has(:checked) {
    border-color: var(--rs-ink);
    box-shadow: inset 0 0 0 1px var(--rs-ink);
    font-weight: 600;
  }
  .opts label:has(:checked) b {
    color: var(--rs-ink);
  }
  .opts label:has(:focus-visible) {
    outline: 2px solid var(--rs-focus);
    outline-offset: 2px;
  }
  .hint {
    font-size: 12.5px;
    color: var(--rs-ink-2);
    border-left: 2px dashed var(--rs-outline);
    padding-left: 9px;
    margin-bottom: 9px;
  }
  .verd {
    display: grid;
    grid-template-columns: 16px 1fr;
    gap: 2px 7px;
  }
  .verd .i {
    margin-top: 1px;
  }
  .no {
    color: var(--rs-ink-2);
  }
  .ok {
    color: var(--rs-ok);
  }
  .why {
    grid-column: 2;
    display: contents;
  }
  .row {
    display: flex;
    gap: 3px;
    align-items: center;
    flex-wrap: wrap;
  }
  .foot {
    flex: none;
    padding: 0 20px;
    height: 38px;
    border-top: 1px solid var(--rs-line);
    display: flex;
    align-items: center;
    gap: 14px;
    font-size: 12px;
    color: var(--rs-ink-2);
    position: relative;
  }
  .foot button {
    display: flex;
    align-items: center;
    gap: 10px;
    height: 28px;
  }
  .foot .under {
    text-decoration: underline;
    text-decoration-color: var(--rs-outline);
    text-underline-offset: 3px;
  }
  .list {
    position: absolute;
    left: 12px;
    right: 12px;
    bottom: 34px;
    max-height: 320px;
    overflow: auto;
    background: var(--rs-raised);
    border: 1px solid var(--rs-outline);
    border-radius: var(--rs-radius-m);
    box-shadow: var(--rs-lift-2);
    padding: 4px;
    z-index: 5;
    font-size: 13px;
    color: var(--rs-ink);
  }
  .list button {
    width: 100%;
    height: auto;
    min-height: 28px;
    padding: 4px 8px;
    border-radius: 4px;
    text-align: left;
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 8px;
  }
  .list button:hover {
    background: var(--rs-sunken);
  }
  .list [aria-current] {
    font-weight: 700;
  }
  :host([brief]) .lesson {
    padding: 0 14px 8px;
  }
  :host([brief]) .slip {
    border: 0;
    box-shadow: none;
    padding: 0;
    background: none;
  }
  :host([brief]) .slip h3 {
    display: none;
  }
  :host([brief]) .q {
    font-size: 15px;
    line-height: 1.35;
  }
  :host([brief]) .opts {
    grid-template-columns: 1fr 1fr;
    gap: 6px;
    margin: 6px 0;
  }
  :host([brief]) .opts label {
    grid-template-columns: 1fr;
    padding: 2px 8px;
    text-align: center;
    line-height: 1.25;
  }
  :host([brief]) .opts b,
  :host([lowered]) .opts,
  :host([lowered]) .hint {
    display: none;
  }
  :host([touch]) kbd {
    display: none;
  }
  :host([touch]) .opts label {
    min-height: 44px;
    font-size: 14px;
  }
  :host([touch]) .btn {
    height: 44px;
    font-size: 15px;
  }
  :host([touch]) .go {
    flex: 1;
    justify-content: center;
  }
`;
