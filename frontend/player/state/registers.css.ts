import { css } from 'lit';

export const registerStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    background: var(--rs-pane);
    container-type: inline-size;
  }
  .regs {
    padding: 9px 12px 8px;
    display: grid;
    gap: 7px;
    overflow: auto;
  }
  .plate {
    display: flex;
    gap: 8px;
    align-items: stretch;
  }
  .plate .cell {
    border: 1px solid var(--rs-line);
    border-radius: 4px;
    padding: 3px 8px 4px;
    font-size: 11.5px;
    color: var(--rs-ink-2);
    display: grid;
    background: var(--rs-raised);
    min-width: 0;
  }
  .plate .cell:last-child {
    flex: 1;
  }
  .plate b {
    font: 600 13px var(--rs-mono);
    color: var(--rs-ink);
    white-space: nowrap;
  }
  .plate .chg {
    background: var(--rs-mark);
    border-color: var(--rs-mark-line);
    color: var(--rs-mark-ink);
  }
  .plate .chg b {
    color: var(--rs-mark-ink);
  }
  .rg {
    display: grid;
    grid-template-columns: 1fr 1fr;
    column-gap: 14px;
    font: 400 12px/18px var(--rs-mono);
  }
  .r {
    display: grid;
    grid-template-columns: 12px 36px 1fr auto;
    height: 18px;
    white-space: nowrap;
    padding-right: 4px;
    text-align: left;
    border-radius: 0;
    cursor: default;
  }
  .r:focus-visible {
    outline-offset: -1px;
  }
  .r i {
    font-style: normal;
    font-size: 11px;
    color: var(--rs-mark-line);
    text-align: center;
  }
  .r b {
    font-weight: 600;
    color: var(--rs-ink-2);
  }
  .r em {
    font: 500 11px/18px var(--rs-font);
    color: var(--rs-ink-3);
  }
  .chg {
    background: var(--rs-mark);
    color: var(--rs-mark-ink);
  }
  .r.chg b,
  .r.chg i,
  .r.chg em,
  .r.chg .z {
    color: var(--rs-mark-ink);
  }
  .r.pin {
    box-shadow: inset 0 0 0 1px var(--rs-ink-3);
  }
  .r.look {
    box-shadow: inset 0 0 0 1.5px var(--rs-ink);
  }
  .r.watched b {
    text-decoration: underline dotted 1.5px;
    text-underline-offset: 2px;
  }
  .v.rolled {
    animation: roll var(--rs-roll) var(--rs-ease-land);
  }
  @keyframes roll {
    from {
      transform: translateY(7px);
      opacity: 0.2;
    }
  }
  .edit {
    font: inherit;
    width: 100%;
    height: 18px;
    padding: 0 2px;
    border: 1.5px solid var(--rs-ink);
    border-radius: 2px;
    background: var(--rs-raised);
    color: var(--rs-ink);
  }
  .edit:invalid {
    border-color: var(--rs-error);
  }
  .flags {
    display: flex;
    gap: 3px;
    font: 500 11px/18px var(--rs-mono);
    align-items: center;
    color: var(--rs-ink-3);
    white-space: nowrap;
  }
  .flags .name {
    margin-right: 5px;
    color: var(--rs-ink-2);
    font-weight: 600;
    width: 48px;
  }
  .flags .note {
    margin-left: 8px;
    font-family: var(--rs-font);
    color: var(--rs-ink-2);
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .flags b {
    width: 26px;
    text-align: center;
    border: 1px solid var(--rs-line);
    border-radius: 3px;
    font-weight: 500;
    line-height: 17px;
  }
  .flags .on {
    background: var(--rs-ink-2);
    border-color: var(--rs-ink-2);
    color: var(--rs-pane);
    font-weight: 700;
  }
  .flags .chg {
    background: var(--rs-mark);
    border-color: var(--rs-mark-line);
    color: var(--rs-mark-ink);
    font-weight: 700;
  }
  .flags .chg:not(.on) {
    text-decoration: line-through 2px;
  }
  .sum {
    display: flex;
    gap: 6px;
    align-items: center;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .sum i {
    font-style: normal;
    color: var(--rs-mark-line);
    font-size: 11px;
  }
  @container (max-width: 470px) {
    .regs {
      padding-inline: 8px;
    }
    .rg {
      column-gap: 4px;
    }
    .r {
      grid-template-columns: 11px 32px 1fr;
      padding-right: 0;
      letter-spacing: -0.02em;
    }
    .r em {
      display: none;
    }
    .plate {
      gap: 5px;
    }
    .plate .cell {
      padding: 3px 5px 4px;
      white-space: nowrap;
      overflow: hidden;
    }
    .plate b {
      font-size: 12px;
    }
    .flags .note {
      display: none;
    }
  }
  @container (max-width: 400px) {
    .flags b {
      width: 24px;
    }
  }
  @container (max-width: 340px) {
    .rg {
      grid-template-columns: 1fr;
    }
    .r.chg {
      order: -1;
    }
  }
`;
