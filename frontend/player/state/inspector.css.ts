import { css } from 'lit';

/** Tables, memory rows and notes of the state tabs. */
export const tabStyles = css`
  .two {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 16px;
  }
  @container (max-width: 400px) {
    .two {
      grid-template-columns: 1fr;
    }
  }
  .mem {
    font: 400 12px/19px var(--rs-mono);
    border: 1px solid var(--rs-line);
    border-radius: 4px;
    background: var(--rs-raised);
    overflow: hidden;
  }
  .mem li {
    display: grid;
    grid-template-columns: 70px 1fr auto;
    padding: 0 8px;
    height: 20px;
    align-items: center;
    border-bottom: 1px solid var(--rs-line);
    white-space: nowrap;
  }
  .mem li:last-child {
    border: 0;
  }
  .mem .a {
    color: var(--rs-ink-3);
  }
  .mem em {
    font: 500 11px var(--rs-font);
    color: var(--rs-ink-2);
  }
  .mem .top {
    box-shadow: inset 0 0 0 1.5px var(--rs-ink);
  }
  .mem .chg {
    background: var(--rs-mark);
    color: var(--rs-mark-ink);
  }
  .mem .chg .a,
  .mem .chg .z,
  .mem .chg em {
    color: var(--rs-mark-ink);
  }
  .mem .free {
    color: var(--rs-ink-3);
    background: repeating-linear-gradient(135deg, var(--rs-sunken) 0 4px, transparent 4px 8px);
  }
  .mem .free em {
    background: var(--rs-raised);
    padding: 0 3px;
    border-radius: 2px;
  }
  .ptr {
    display: inline-block;
    background: var(--rs-ink);
    color: var(--rs-on-ink);
    font: 700 11px/15px var(--rs-font);
    padding: 0 5px;
    border-radius: 2px;
  }
  .sub {
    font-size: 12px;
    font-weight: 600;
    margin-bottom: 5px;
    display: flex;
    gap: 6px;
    align-items: center;
  }
  * + .sub {
    margin-top: 12px;
  }
  .two .sub {
    margin-top: 0;
  }
  .absent {
    border: 1px dashed var(--rs-outline);
    border-radius: 4px;
    padding: 8px 10px;
    color: var(--rs-ink-2);
    line-height: 1.45;
    margin-top: 12px;
  }
  .absent b {
    color: var(--rs-ink);
  }
  table {
    border-collapse: collapse;
    width: 100%;
    font-size: 12px;
  }
  table.gap {
    margin-top: 12px;
  }
  td,
  th {
    text-align: left;
    padding: 0 6px;
    height: 20px;
    border-bottom: 1px solid var(--rs-line);
    font-weight: 400;
    white-space: nowrap;
  }
  th {
    color: var(--rs-ink-2);
    font-weight: 500;
  }
  td.mono {
    font-size: 11.5px;
  }
  tr.chg td {
    background: var(--rs-mark-soft);
  }
  tr.chg td:first-child {
    box-shadow: inset 3px 0 var(--rs-mark-line);
  }
  tr.now td {
    box-shadow: inset 0 1.5px var(--rs-ink), inset 0 -1.5px var(--rs-ink);
  }
  .field {
    height: var(--rs-control);
    border: 1px solid var(--rs-outline);
    border-radius: var(--rs-radius-m);
    background: var(--rs-sunken);
    color: var(--rs-ink);
    font: 400 12px var(--rs-mono);
    padding: 0 8px;
    min-width: 0;
  }
  .field:invalid {
    border-color: var(--rs-error);
  }
  .tools {
    display: flex;
    gap: 8px;
    align-items: center;
    margin-bottom: 10px;
    color: var(--rs-ink-2);
    flex-wrap: wrap;
  }
`;
