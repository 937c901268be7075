import { css } from 'lit';

/** The grid of the player in its four forms. Panes are flat, square and touch; a hairline separates them. */
export const playerStyles = css`
  :host {
    display: grid;
    position: relative;
    width: 100%;
    height: 100%;
    min-height: 0;
    overflow: hidden;
    background: var(--rs-canvas);
    color: var(--rs-ink);
    grid-template: 48px minmax(0, 1fr) 44px 132px / var(--player-lesson, 320px) minmax(0, 1fr) var(--player-state, 480px);
    grid-template-areas: 'top top top' 'lesson middle state' 'transport transport transport' 'timeline timeline timeline';
    container-type: size;
    --rs-speed: 1;
    -webkit-font-smoothing: antialiased;
    text-rendering: optimizeLegibility;
  }
  :host([bare]) {
    grid-template-rows: 0 minmax(0, 1fr) 44px 132px;
  }
  ringside-topbar {
    grid-area: top;
  }
  ringside-transport {
    grid-area: transport;
  }
  ringside-timeline {
    grid-area: timeline;
  }
  .all {
    display: contents;
  }
  .col {
    min-width: 0;
    min-height: 0;
    background: var(--rs-pane);
    display: flex;
    flex-direction: column;
    overflow: hidden;
    position: relative;
  }
  .col:focus-visible,
  .pane:focus-visible {
    outline-offset: -2px;
  }
  .lesson {
    grid-area: lesson;
  }
  .middle {
    grid-area: middle;
    border-left: 1px solid var(--rs-line);
  }
  .state {
    grid-area: state;
    border-left: 1px solid var(--rs-line);
  }
  .lesson ringside-lesson,
  .code ringside-code,
  .tabs ringside-inspector {
    flex: 1;
    min-height: 0;
  }
  .stage {
    flex: none;
    height: var(--player-stage, clamp(280px, calc((100cqw - 800px) * 0.41 + 80px), 55%));
    display: flex;
    min-height: 0;
  }
  .stage ringside-stage-pane {
    flex: 1;
    min-width: 0;
  }
  .code,
  .tabs {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  .registers {
    flex: none;
    min-height: 0;
  }
  .split {
    position: absolute;
    z-index: 6;
    touch-action: none;
  }
  .split:hover,
  .split:focus-visible {
    background: var(--rs-ink-3);
    opacity: 0.5;
  }
  .split.v {
    top: 48px;
    bottom: 176px;
    width: 5px;
    cursor: col-resize;
  }
  .split.lesson-edge {
    left: calc(var(--player-lesson, 320px) - 2px);
  }
  .split.state-edge {
    right: calc(var(--player-state, 480px) - 3px);
  }
  .split.h {
    left: 0;
    right: 0;
    height: 5px;
    bottom: -2px;
    cursor: row-resize;
  }
  .stage {
    position: relative;
  }
  /* A pane's layout never touches its neighbours: a step lays out little. */
  .pane,
  .lesson,
  ringside-timeline,
  ringside-transport {
    contain: layout style;
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 0 12px;
    min-height: 32px;
    font-size: 12.5px;
    border-bottom: 1px solid var(--rs-line);
    background: repeating-linear-gradient(135deg, var(--rs-sunken) 0 8px, var(--rs-pane) 8px 16px);
  }
  .banner p {
    background: var(--rs-pane);
    padding: 2px 6px;
    border-radius: 3px;
  }
  .notice {
    position: absolute;
    left: 50%;
    bottom: 188px;
    transform: translateX(-50%);
    z-index: 12;
    display: flex;
    gap: 10px;
    align-items: center;
    max-width: min(620px, calc(100% - 32px));
    padding: 8px 12px;
    background: var(--rs-raised);
    border: 1px solid var(--rs-outline);
    border-radius: var(--rs-radius-m);
    box-shadow: var(--rs-lift-2);
    font-size: 13px;
  }
  .notice.error {
    border-color: var(--rs-error);
  }
  .notice.error .i:first-child {
    color: var(--rs-error);
  }
  .notice .detail {
    display: block;
    font-size: 12px;
    color: var(--rs-ink-2);
    overflow-wrap: anywhere;
  }
  .wait {
    position: absolute;
    top: 48px;
    left: 0;
    right: 0;
    height: 2px;
    z-index: 12;
    background: linear-gradient(90deg, transparent, var(--rs-ink), transparent) 0 0 / 40% 100% no-repeat;
    animation: wait 1.2s linear infinite;
  }
  @keyframes wait {
    from {
      background-position: -60% 0;
    }
    to {
      background-position: 160% 0;
    }
  }
  .blank {
    grid-column: 1 / -1;
    grid-row: 2 / -1;
    display: grid;
    place-content: center;
    justify-items: start;
    gap: 12px;
    padding: 24px;
    max-width: 560px;
    margin: 0 auto;
  }
  .blank h1 {
    font-size: 20px;
  }
  .blank p {
    color: var(--rs-ink-2);
    line-height: 1.5;
    font-size: 14px;
  }

  /* Debugger: the lesson steps aside, code and state grow. */
  :host([preset='debugger'][form='desktop']) {
    grid-template-columns: 0 minmax(0, 1fr) var(--player-state, 560px);
  }
  :host([preset='debugger'][form='desktop']) .lesson,
  :host([preset='debugger']) .lesson-edge {
    visibility: hidden;
  }
  :host([preset='debugger']) .stage {
    height: var(--player-stage, 38%);
  }
  /* Lecture: stage and timeline, large. */
  :host([preset='lecture'][form='desktop']) {
    grid-template-columns: 0 minmax(0, 1fr) 0;
    --rs-text-m: 1.125rem;
    --rs-text-s: 1.0625rem;
    --player-caption: 20px;
  }
  :host([preset='lecture'][form='desktop']) :is(.lesson, .state, .split, .code) {
    display: none;
  }
  :host([preset='lecture'][form='desktop']) .stage {
    height: 100%;
  }

  /* Tablet, landscape: the lesson is a drawer over the stage. */
  :host([form='tablet']) {
    grid-template: 48px minmax(0, 1fr) 44px 64px / minmax(0, 1fr) 424px;
    grid-template-areas: 'top top' 'middle state' 'transport transport' 'timeline timeline';
  }
  :host(:is([form='tablet'], [form='portrait'])) .lesson {
    grid-area: auto;
    position: absolute;
    z-index: 10;
    box-shadow: var(--rs-lift-2);
  }
  :host([form='tablet']) .lesson {
    top: 48px;
    bottom: 108px;
    left: 0;
    width: 360px;
    border-right: 1px solid var(--rs-line);
  }
  :host(:is([form='tablet'], [form='portrait'], [form='phone'])) .lesson[hidden],
  :host(:is([form='tablet'], [form='portrait'], [form='phone'])) .split {
    display: none;
  }
  :host([form='tablet']) .stage {
    height: min(330px, 56%);
  }
  :host(:is([form='tablet'], [form='portrait'])) .notice {
    bottom: 120px;
  }
  /* Tablet, portrait: stage, code and state in a stack, the lesson is a sheet. */
  :host([form='portrait']) {
    grid-template: 48px minmax(0, 1.35fr) minmax(0, 1fr) 44px 64px / minmax(0, 1fr);
    grid-template-areas: 'top' 'middle' 'state' 'transport' 'timeline';
  }
  :host([form='portrait']) .state {
    flex-direction: row;
    border-left: 0;
    border-top: 1px solid var(--rs-line);
  }
  :host([form='portrait']) .state > * {
    flex: 1 1 50%;
    min-width: 0;
    overflow: auto;
  }
  :host([form='portrait']) .middle {
    border-left: 0;
  }
  :host([form='portrait']) .lesson {
    left: 0;
    right: 0;
    bottom: 108px;
    height: var(--player-sheet, 42%);
    border-top: 1.5px solid var(--rs-ink);
    border-radius: 12px 12px 0 0;
  }
`;
