import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { commandOf, type CommandId } from './commands';

type Host = ReactiveControllerHost & HTMLElement;

/**
 * The keyboard map. Keys work while the focus is in the player or nowhere (the page's body), never in a text field, a dialog, or
 * on a control that uses the key itself.
 */
export class KeyboardController implements ReactiveController {
  readonly #host: Host;
  readonly #run: (command: CommandId) => void;

  constructor(host: Host, run: (command: CommandId) => void) {
    this.#host = host;
    this.#run = run;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('keydown', this.#onKeyDown);
  }

  hostDisconnected(): void {
    document.removeEventListener('keydown', this.#onKeyDown);
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const path = event.composedPath();
    const target = path[0];
    if (target !== document.body && target !== document.documentElement && !path.includes(this.#host)) return;
    const command = commandOf(event);
    if (command === undefined || this.#isTaken(path, event, command)) return;
    event.preventDefault();
    this.#run(command);
  };

  /** The element under focus needs this key for itself. */
  #isTaken(path: EventTarget[], event: KeyboardEvent, command: CommandId): boolean {
    const always = command === 'palette' || command.startsWith('focus-');
    for (const node of path) {
      if (node === this.#host) return false;
      if (!(node instanceof HTMLElement || node instanceof SVGElement)) continue;
      if (
        node.matches(
          'dialog, [role=dialog], [role=menu], input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]',
        )
      )
        return true;
      if (always) continue;
      if (event.code === 'Space' && node.matches('button, a, input, summary, [role=slider], [role=radio], [role=tab]'))
        return true;
      if (/^Page/.test(event.code) && node.matches('[role=slider], [data-scrolls]')) return true;
    }
    return false;
  }
}
