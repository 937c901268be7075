import type { Key } from './i18n/words';

/** Everything that a learner can tell the player; buttons, keys and the palette all send these. */
export type CommandId =
  | 'step'
  | 'back'
  | 'over'
  | 'over-back'
  | 'out'
  | 'out-back'
  | 'continue'
  | 'continue-back'
  | 'phase-next'
  | 'phase-back'
  | 'mode-next'
  | 'mode-previous'
  | 'vmexit-next'
  | 'vmexit-previous'
  | 'hypercall-next'
  | 'hypercall-previous'
  | 'interrupt-next'
  | 'interrupt-previous'
  | 'lesson-next'
  | 'lesson-previous'
  | 'play'
  | 'stop'
  | 'breakpoint'
  | 'watch'
  | 'bookmark'
  | 'go-to'
  | 'search'
  | 'palette'
  | 'help'
  | 'copy-link'
  | 'to-start'
  | 'to-end'
  | 'return-to-original'
  | 'theme'
  | 'language'
  | 'focus-1'
  | 'focus-2'
  | 'focus-3'
  | 'focus-4'
  | 'focus-5'
  | 'focus-6'
  | 'focus-next'
  | 'focus-previous';

export interface Command {
  id: CommandId;
  label: Key;
  /** Keys as `[Shift+][Alt+][Ctrl+]code`, `code` being `KeyboardEvent.code`; the first one is shown. */
  keys: readonly string[];
  /** Names that debuggers give to the same thing: the palette finds it by them. */
  aliases: readonly string[];
  /** Not listed in the palette: a key that only makes sense as a key. */
  hidden?: boolean;
}

const command = (id: CommandId, keys: string, aliases = '', hidden = false): Command => ({
  id,
  label: `command.${id}` as Key,
  keys: keys ? keys.split(' ') : [],
  aliases: aliases ? aliases.split(' ') : [],
  hidden,
});

/** The keyboard map. F5 and F12 are the browser's; F11 is only ever an alias. */
export const COMMANDS: readonly Command[] = [
  command('step', 'KeyS F11', 'stepi si t'),
  command('back', 'Shift+KeyS', 'reverse-stepi rsi t-'),
  command('over', 'KeyN F10', 'nexti ni p'),
  command('over-back', 'Shift+KeyN Shift+F10', 'reverse-nexti rni p-'),
  command('out', 'KeyU Shift+F11', 'finish gu'),
  command('out-back', 'Shift+KeyU', 'reverse-finish'),
  command('continue', 'KeyC F8', 'continue g'),
  command('continue-back', 'Shift+KeyC Shift+F8', 'reverse-continue rc g-'),
  command('phase-next', 'Period', 'phase'),
  command('phase-back', 'Comma', 'phase-'),
  command('mode-next', 'KeyM', 'until-mode modebp'),
  command('mode-previous', 'Shift+KeyM', 'reverse-until-mode'),
  command('interrupt-next', 'KeyI', 'until-irq'),
  command('interrupt-previous', 'Shift+KeyI', 'reverse-until-irq'),
  command('vmexit-next', 'KeyX', 'until-vmexit vmexitbp'),
  command('vmexit-previous', 'Shift+KeyX', 'reverse-until-vmexit'),
  command('hypercall-next', 'KeyH', 'until-vmcall'),
  command('hypercall-previous', 'Shift+KeyH', 'reverse-until-vmcall'),
  command('lesson-next', 'BracketRight PageDown'),
  command('lesson-previous', 'BracketLeft PageUp'),
  command('play', 'Space', 'pause'),
  command('stop', 'Escape', 'interrupt', true),
  command('breakpoint', 'KeyB F9', 'break'),
  command('watch', 'KeyW', 'watch ba'),
  command('bookmark', 'KeyK', 'checkpoint'),
  command('go-to', 'KeyG', 'seek-ticks !tt when'),
  command('search', 'Slash', 'find'),
  command('palette', 'Ctrl+KeyK', '', true),
  command('help', 'Shift+Slash', 'keys shortcuts'),
  command('copy-link', 'KeyY', 'share permalink'),
  command('to-start', '', 'restart'),
  command('to-end', '', 'end'),
  command('return-to-original', '', 'unfork'),
  command('theme', '', 'dark light'),
  command('language', '', 'korean english 한국어'),
  command('focus-1', 'Alt+Digit1'),
  command('focus-2', 'Alt+Digit2'),
  command('focus-3', 'Alt+Digit3'),
  command('focus-4', 'Alt+Digit4'),
  command('focus-5', 'Alt+Digit5'),
  command('focus-6', 'Alt+Digit6'),
  command('focus-next', 'F6', '', true),
  command('focus-previous', 'Shift+F6', '', true),
];

const BY_KEY = new Map(COMMANDS.flatMap((entry) => entry.keys.map((key): [string, CommandId] => [key, entry.id])));

/** The command of a key press; matched on `code`, because an input method turns the letter into another one. */
export function commandOf(event: KeyboardEvent): CommandId | undefined {
  // Layouts differ in where the question mark is.
  if (event.key === '?') return 'help';
  const modifiers = `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}`;
  return BY_KEY.get(modifiers + event.code);
}

const SHORT: Record<string, string> = {
  Period: '.',
  Comma: ',',
  BracketRight: ']',
  BracketLeft: '[',
  Slash: '/',
  Space: '␣',
  Escape: 'Esc',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

/** A key as it is written on a button: `⇧S`, `Ctrl K`, `?`. */
export function keyCap(key: string): string {
  if (key === 'Shift+Slash') return '?';
  return key
    .replace('Shift+', '⇧')
    .replace('Ctrl+', 'Ctrl ')
    .replace('Alt+', 'Alt ')
    .replace(/(Key|Digit)(.)$/, '$2')
    .replace(/[A-Z][a-zA-Z]+$/, (code) => SHORT[code] ?? code);
}

/** The cap of a command's first key; empty where it has none. */
export function capOf(id: CommandId): string {
  const key = COMMANDS.find((entry) => entry.id === id)?.keys[0];
  return key === undefined ? '' : keyCap(key);
}

/** What elements dispatch to make the player do something. */
export class CommandEvent extends CustomEvent<CommandId> {
  constructor(id: CommandId) {
    super('player-command', { detail: id, bubbles: true, composed: true });
  }
}
