/**
 * Whose this device was last, as the page reads it at once: a database would be waited for. The worker's
 * own note of it is one of the device's facts.
 */
const KEY = 'snug:person';

/** An id; null where nobody was here, or left, or nothing can be stored. */
export function lastPerson(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Null: they left. */
export function noteLastPerson(user_id: string | null): void {
  try {
    if (user_id === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, user_id);
  } catch {
    // Whoever comes next waits for the server.
  }
}
