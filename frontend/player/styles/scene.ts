import { css } from 'lit';

/** The vocabulary of scenes: rooms, walls, slots, token, arrows. Hue is who, border is how privileged, marker is what just happened. */
export const scene = css`
  svg.scene {
    display: block;
    width: 100%;
    height: 100%;
  }
  .scene text {
    font: 500 11px var(--rs-font);
    fill: var(--rs-ink-2);
  }
  .scene .m {
    font-family: var(--rs-mono);
    font-size: 11px;
    font-weight: 400;
  }
  .scene .b {
    font-weight: 700;
  }
  .scene .ink {
    fill: var(--rs-ink);
  }
  .scene .big {
    font-size: 13px;
  }
  .scene .end {
    text-anchor: end;
  }
  .scene .c {
    text-anchor: middle;
  }
  .grid-l {
    stroke: var(--rs-gridline);
    stroke-width: 1;
    fill: none;
  }
  .room {
    stroke-width: 1.5;
  }
  .room2 {
    fill: none;
    stroke-width: 1.5;
  }
  .user-r {
    fill: var(--rs-user-tint);
    stroke: var(--rs-user-line);
  }
  .scene .user-t {
    fill: var(--rs-user-text);
  }
  .user-l {
    stroke: var(--rs-user-line);
    fill: none;
  }
  .kernel-r {
    fill: var(--rs-kern-tint);
    stroke: var(--rs-kern-line);
  }
  .scene .kernel-t {
    fill: var(--rs-kern-text);
  }
  .kernel-l {
    stroke: var(--rs-kern-line);
    fill: none;
  }
  .hypervisor-r {
    fill: var(--rs-hyper-tint);
    stroke: var(--rs-hyper-line);
  }
  .scene .hypervisor-t {
    fill: var(--rs-hyper-text);
  }
  .hypervisor-l {
    stroke: var(--rs-hyper-line);
    fill: none;
  }
  .dom0-r {
    fill: var(--rs-dom0-tint);
    stroke: var(--rs-dom0-line);
  }
  .scene .dom0-t {
    fill: var(--rs-dom0-text);
  }
  .dom0-l {
    stroke: var(--rs-dom0-line);
    fill: none;
  }
  .device-r {
    fill: var(--rs-dev-tint);
    stroke: var(--rs-dev-line);
  }
  .scene .device-t {
    fill: var(--rs-dev-text);
  }
  .device-l {
    stroke: var(--rs-dev-line);
    fill: none;
  }
  .pat {
    opacity: 0.22;
  }
  .pat2 {
    opacity: 0.5;
  }
  .label {
    fill: var(--rs-pane);
  }
  .wall {
    fill: var(--rs-line);
  }
  .floor {
    fill: var(--rs-ink-2);
  }
  .scene .floor-t {
    fill: var(--rs-pane);
  }
  .stamp {
    fill: var(--rs-mark);
    stroke: var(--rs-mark-line);
    stroke-width: 2;
  }
  .scene text.zero {
    font-size: 18px;
  }
  .scene text.count {
    font-size: 34px;
    letter-spacing: -0.03em;
  }
  .beat {
    fill: var(--rs-kern-line);
  }
  .paper {
    fill: var(--rs-raised);
    stroke: var(--rs-ink-2);
    stroke-width: 1.25;
  }
  .slot {
    fill: var(--rs-raised);
    stroke: var(--rs-outline);
    stroke-width: 1;
  }
  .slot.hot {
    fill: var(--rs-mark);
    stroke: var(--rs-mark-line);
    stroke-width: 1.5;
  }
  .slot.firm {
    stroke: var(--rs-ink);
    stroke-width: 1.5;
  }
  .scene .hot-t {
    fill: var(--rs-mark-ink);
  }
  .ghost {
    fill: none;
    stroke: var(--rs-ink-3);
    stroke-width: 1.25;
    stroke-dasharray: 3 3;
  }
  .did {
    fill: none;
    stroke: var(--rs-mark-line);
    stroke-width: 2;
  }
  .under {
    fill: none;
    stroke: var(--rs-pane);
    stroke-width: 7;
  }
  .will {
    fill: none;
    stroke: var(--rs-ink-3);
    stroke-width: 1.25;
    stroke-dasharray: 2 3;
  }
  .go-l {
    fill: none;
    stroke: var(--rs-ink);
    stroke-width: 2;
  }
  .ink-l {
    fill: none;
    stroke: var(--rs-ink);
    stroke-width: 1.5;
  }
  .gate {
    fill: var(--rs-pane);
    stroke: var(--rs-ink);
    stroke-width: 2;
  }
  .ink-f {
    fill: var(--rs-ink);
  }
  .tok {
    fill: var(--rs-ink);
    stroke: var(--rs-pane);
    stroke-width: 2.5;
    paint-order: stroke;
  }
  .scene .tok-t {
    fill: var(--rs-on-ink);
    font-weight: 700;
  }
  .gone {
    fill: none;
    stroke: var(--rs-ink);
    stroke-width: 1.25;
    stroke-dasharray: 4 3;
  }
  .err {
    stroke: var(--rs-error);
    fill: none;
    stroke-width: 2;
  }
  .err-f {
    fill: var(--rs-error-soft);
    stroke: var(--rs-error);
    stroke-width: 1.5;
  }
  .scene .err-t {
    fill: var(--rs-error);
  }
  .token {
    transition: transform calc(var(--rs-phase) / var(--rs-speed)) var(--rs-ease-travel);
  }
  .appear {
    animation: rs-appear calc(var(--rs-phase) / 2 / var(--rs-speed)) var(--rs-ease-land) both;
  }
  @keyframes rs-appear {
    from {
      opacity: 0;
      translate: 0 -6px;
    }
  }
  .draw {
    stroke-dasharray: 1;
    animation: rs-draw calc(var(--rs-phase) / var(--rs-speed)) var(--rs-ease-travel) both;
  }
  @keyframes rs-draw {
    from {
      stroke-dashoffset: 1;
    }
    to {
      stroke-dashoffset: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .token,
    .appear,
    .draw {
      transition: none;
      animation: none;
    }
  }
`;
