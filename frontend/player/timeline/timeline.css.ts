import { css } from 'lit';

export const timelineStyles = css`
  :host {
    display: block;
    position: relative;
    background: var(--rs-sunken);
    border-top: 1px solid var(--rs-line);
    touch-action: none;
    user-select: none;
    overflow: hidden;
  }
  svg {
    display: block;
    width: 100%;
    height: 100%;
    cursor: ew-resize;
  }
  svg:focus-visible {
    outline-offset: -2px;
  }
  text {
    font: 500 11px var(--rs-font);
    fill: var(--rs-ink-2);
  }
  .m {
    font: 500 11px var(--rs-mono);
  }
  .b {
    font-weight: 700;
  }
  .lane {
    stroke: var(--rs-line);
  }
  .rule {
    stroke: var(--rs-outline);
  }
  .g1 {
    stroke: var(--rs-ink);
    fill: var(--rs-pane);
    stroke-width: 1.4;
    stroke-linejoin: round;
  }
  .mark {
    fill: var(--rs-mark);
    stroke: var(--rs-mark-line);
    cursor: pointer;
  }
  .link {
    stroke: var(--rs-ink-2);
    stroke-width: 1;
  }
  .soon {
    stroke-dasharray: 2 2;
  }
  .cut {
    stroke: var(--rs-sunken);
    stroke-width: 1.5;
  }
  .hole {
    fill: var(--rs-sunken);
  }
  .head {
    fill: var(--rs-ink);
  }
  .head-l {
    stroke: var(--rs-ink);
    stroke-width: 2;
  }
  .head-t {
    fill: var(--rs-on-ink);
    font: 700 11px var(--rs-mono);
  }
  .ask {
    fill: var(--rs-pane);
    stroke: var(--rs-ink);
    stroke-width: 1.25;
  }
  .forked {
    opacity: 0.55;
  }
  .hover {
    stroke: var(--rs-ink-3);
    stroke-dasharray: 2 3;
    pointer-events: none;
  }
  .user-l {
    stroke: var(--rs-user-line);
    fill: none;
  }
  .user-t {
    fill: var(--rs-user-text);
  }
  .user-f {
    fill: var(--rs-user-line);
  }
  .user-e {
    fill: var(--rs-user-tint);
    stroke: var(--rs-user-line);
  }
  .kernel-l {
    stroke: var(--rs-kern-line);
    fill: none;
  }
  .kernel-t {
    fill: var(--rs-kern-text);
  }
  .kernel-f {
    fill: var(--rs-kern-line);
  }
  .kernel-e {
    fill: var(--rs-kern-tint);
    stroke: var(--rs-kern-line);
  }
  .hypervisor-l {
    stroke: var(--rs-hyper-line);
    fill: none;
  }
  .hypervisor-t {
    fill: var(--rs-hyper-text);
  }
  .hypervisor-f {
    fill: var(--rs-hyper-line);
  }
  .hypervisor-e {
    fill: var(--rs-hyper-tint);
    stroke: var(--rs-hyper-line);
  }
  .dom0-l {
    stroke: var(--rs-dom0-line);
    fill: none;
  }
  .dom0-t {
    fill: var(--rs-dom0-text);
  }
  .dom0-f {
    fill: var(--rs-dom0-line);
  }
  .dom0-e {
    fill: var(--rs-dom0-tint);
    stroke: var(--rs-dom0-line);
  }
  .device-l {
    stroke: var(--rs-dev-line);
    fill: none;
  }
  .device-t {
    fill: var(--rs-dev-text);
  }
  .device-f {
    fill: var(--rs-dev-line);
  }
  .device-e {
    fill: var(--rs-dev-tint);
    stroke: var(--rs-dev-line);
  }
`;
