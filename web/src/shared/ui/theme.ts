/** Light, dark, or as the system has it: chosen on this device, and shown from the first moment. */
import { Cell } from '../cell';

export type Theme = 'system' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const KEY = 'snug:theme';
const current = new Cell<Theme>('system');

/** The one that is shown. */
export const theme: Pick<Cell<Theme>, 'get' | 'subscribe'> = current;

/** Shows what was chosen here before. */
export function startTheme(): void {
  show(stored());
  // Chosen in another tab.
  window.addEventListener('storage', (event) => {
    if (event.key === KEY) show(stored());
  });
}

export function chooseTheme(chosen: Theme): void {
  show(chosen);
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Storage is blocked: it lasts as long as the page.
  }
}

function stored(): Theme {
  try {
    const found = localStorage.getItem(KEY);
    return THEMES.find((it) => it === found) ?? 'system';
  } catch {
    return 'system';
  }
}

function show(chosen: Theme): void {
  current.set(chosen);
  const { dataset } = document.documentElement;
  if (chosen === 'system') delete dataset['theme'];
  else dataset['theme'] = chosen;
  // What the browser draws around the page: of the two in `index.html`, the one that holds.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const own = meta.dataset['theme'];
    if (chosen === 'system') meta.media = `(prefers-color-scheme: ${own})`;
    else meta.media = own === chosen ? 'all' : 'not all';
  }
}
