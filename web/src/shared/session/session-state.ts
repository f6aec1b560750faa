/**
 * Whether somebody is in, and who; and what is kept of them who are out. The service worker has a
 * session too: nothing here may need a page.
 */
import type { User } from '../api/wire';

export type SessionState =
  /** It is being found out whether there is a session. */
  | { readonly name: 'starting'; readonly isUnanswered?: true }
  | { readonly name: 'out' }
  | {
      readonly name: 'in';
      readonly user: User;
      /** The account was made here just now: see `arrived`. */
      readonly isNew?: true;
    }
  /** It ended by itself: what is on the screen stays, and waits for this person. */
  | { readonly name: 'expired'; readonly user: User };

/** That somebody logged out while nobody answered. */
export interface Farewell {
  isOwed(): boolean;
  owe(): void;
  settle(): void;
}
