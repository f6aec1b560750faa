/**
 * That somebody logged out here while nobody answered. The cookie of their session is still there,
 * and no script can take it away: so it must not let them in again, and the server is to be told.
 */
import { recall, remember } from '../storage/memory';
import type { Farewell } from './session-state';

const KEY = 'snug:farewell';

export const browserFarewell: Farewell = {
  isOwed: () => recall(KEY) !== null,
  owe: () => remember(KEY, '1'),
  settle: () => remember(KEY, null),
};
