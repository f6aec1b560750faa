/** What the outbox holds of a change, and where it is kept. */
import type { Problem } from '../api/wire';
import type { Change } from './change';

export interface Entry {
  readonly key: string;
  readonly change: Change;
  /** Entries go out in this order. */
  readonly order: number;
  /** As the server will have it, or nearly so. */
  readonly created_at: number;
  /** Held back until then, and can be undone; in milliseconds of the epoch. */
  readonly not_before: number;
  /**
   * `sending`: nobody takes it back any more; stored, it waits. `sent`: acknowledged, and not seen yet.
   * `failed`: for good, unless the person tries again.
   */
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed';
  readonly problem?: Problem;
}

/** Where entries outlive the page. */
export interface EntryStore {
  list(): Promise<Entry[]>;
  get(key: string): Promise<Entry | undefined>;
  add(entry: Entry): Promise<void>;
  /** Unless it is there no longer. */
  put(entry: Entry): Promise<void>;
  remove(key: string): Promise<void>;
}
