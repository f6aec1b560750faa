/** What is called over the page from anywhere: by a key, from a menu. `app/shell` shows it. */
import { Cell } from './cell';

export type Called = 'palette' | 'shortcuts' | null;

export const called = new Cell<Called>(null);
