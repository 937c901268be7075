/** What depends on the window and the page around the player. */

/** Which of the four drawings fits. */
export type Form = 'desktop' | 'tablet' | 'portrait' | 'phone';

export function formOf(width: number, height: number): Form {
  if (width < 600) return 'phone';
  if (width >= 1100) return 'desktop';
  return width >= height ? 'tablet' : 'portrait';
}

/** Switches the page between light and dark, remembers it, and returns which it is now. */
export function nextTheme(): 'light' | 'dark' {
  const root = document.documentElement;
  const dark = root.dataset['theme']
    ? root.dataset['theme'] === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = dark ? 'light' : 'dark';
  root.dataset['theme'] = theme;
  try {
    localStorage.setItem('ringside.theme', theme);
  } catch {
    // storage is switched off: the choice lasts as long as the page
  }
  return theme;
}

/** The register or byte under the keyboard's focus: what a watch is put on. */
export function targetOf(root: DocumentFragment | HTMLElement): string | undefined {
  let focused = (root.getRootNode() as Document | ShadowRoot).activeElement ?? document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!(focused instanceof HTMLElement)) return undefined;
  const { slot, physical } = focused.dataset;
  return slot ?? (physical === undefined ? undefined : `mem:${physical}`);
}
