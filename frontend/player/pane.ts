import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { CommandEvent, type CommandId } from './commands';
import type { Words } from './i18n/words';
import type { Moment } from './model/moment';

/** What a learner changes on a machine, and so forks the run. `text` is what was typed: hex for registers and memory. */
export interface EditRequest {
  kind: 'register' | 'memory' | 'console';
  /** Slot name, or physical address in hex; empty for the console. */
  target: string;
  text: string;
}

/** Asks the player to fork the run at the present tick. */
export class EditEvent extends CustomEvent<EditRequest> {
  constructor(edit: EditRequest) {
    super('player-edit', { detail: edit, bubbles: true, composed: true });
  }
}

/** Asks the player to go to a tick. */
export class SeekEvent extends CustomEvent<{ tick: number; phase?: number }> {
  constructor(tick: number, phase?: number) {
    super('player-seek', { detail: { tick, phase }, bubbles: true, composed: true });
  }
}

/**
 * Where an element that has rendered looks at its layout, to scroll: just before the paint, when every pane has rendered.
 * Asked at once, each such look would lay the page out again. Of several wishes the last one is done.
 */
export function oncePerFrame(): (look: () => void) => void {
  let wish: (() => void) | undefined;
  return (look) => {
    if (wish === undefined)
      requestAnimationFrame(() => {
        const last = wish;
        wish = undefined;
        last?.();
      });
    wish = look;
  };
}

/** An element that shows a moment in a language. Moments and words are replaced, never changed. */
export abstract class Pane extends LitElement {
  @property({ attribute: false }) moment?: Moment;
  @property({ attribute: false }) words!: Words;

  protected send(command: CommandId): void {
    this.dispatchEvent(new CommandEvent(command));
  }

  protected seek(tick: number): void {
    this.dispatchEvent(new SeekEvent(tick));
  }
}
