/**
 * Whose this device was last, as the page reads it at once: a database would be waited for. The worker's
 * own note of it is one of the device's facts.
 */
import { recall, remember } from '../storage/memory';

const KEY = 'snug:person';

/** An id; null where nobody was here, or left. */
export function lastPerson(): string | null {
  return recall(KEY);
}

/** Null: they left. */
export function noteLastPerson(user_id: string | null): void {
  remember(KEY, user_id);
}
