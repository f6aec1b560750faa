/**
 * That somebody logged out here while nobody answered. The cookie of their session is still there,
 * and no script can take it away: so it must not let them in again, and the server is to be told.
 */
import type { Farewell } from './session-state';

const KEY = 'snug:farewell';

export function browserFarewell(): Farewell {
  // Where nothing can be stored, at least this page remembers.
  let isOwedHere = false;
  return {
    isOwed: () => isOwedHere || stored((storage) => storage.getItem(KEY)) !== null,
    owe: () => {
      isOwedHere = true;
      stored((storage) => storage.setItem(KEY, '1'));
    },
    settle: () => {
      isOwedHere = false;
      stored((storage) => storage.removeItem(KEY));
    },
  };
}

/** Null where the browser's storage is blocked: asking for it throws then. */
function stored<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
