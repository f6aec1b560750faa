/** What is called over the page from anywhere: by a key, from a menu. `app/shell` shows it. */
import { Cell } from './cell';

export type Called =
  | 'palette'
  | 'shortcuts'
  /** What one says of oneself. */
  | 'status'
  | { readonly name: 'profile'; readonly user_id: string }
  | null;

export const called = new Cell<Called>(null);

export function callProfile(user_id: string): void {
  called.set({ name: 'profile', user_id });
}
