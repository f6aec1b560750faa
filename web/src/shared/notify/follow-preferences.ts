/**
 * What one wants to be told of, as the server has it: asked with every connection, since it may have been
 * changed elsewhere meanwhile, and again until there is an answer. Nothing is told before the first one.
 */
import type { NotifyPreferences } from '../api/wire';
import type { Cell } from '../cell';
import type { ConnectionState } from '../connection/connection';
import { retryDelay } from '../retry';

const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 60_000;

/** Until the returned function is called. */
export function followPreferences(
  connection: Cell<ConnectionState>,
  ask: () => Promise<NotifyPreferences>,
  preferences: Cell<NotifyPreferences | null>,
): () => void {
  /** Counts connections: an answer that an earlier one brought is no news. */
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const attempt = async (current: number, failures: number): Promise<void> => {
    const held = await ask().catch(() => null);
    if (current !== turn) return;
    if (held) preferences.set(held);
    else {
      const delay = retryDelay(failures, FIRST_RETRY_MS, MOST_RETRY_MS);
      timer = setTimeout(() => void attempt(current, failures + 1), delay);
    }
  };
  const look = (): void => {
    clearTimeout(timer);
    turn += 1;
    if (connection.get().name === 'online') void attempt(turn, 0);
  };
  const unsubscribe = connection.subscribe(look);
  look();
  return () => {
    unsubscribe();
    clearTimeout(timer);
    turn += 1;
  };
}
