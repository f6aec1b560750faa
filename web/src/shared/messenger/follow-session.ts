/**
 * A messenger for whoever is logged in. It stays where a session ended by itself, with all that is
 * in it, and goes on when the same person logs in again.
 */
import { Cell } from '../cell';
import type { SessionState } from '../session/session-state';
import type { Messenger } from './messenger';

export function followSession(
  session: Cell<SessionState>,
  open: (user_id: string) => Messenger,
): Cell<Messenger | null> {
  const messenger = new Cell<Messenger | null>(null);
  let user_id: string | null = null;
  const follow = (): void => {
    const state = session.get();
    const held = messenger.get();
    const next = 'user' in state ? state.user.id : null;
    if (next === user_id) {
      const isRefused = held?.connection.state.get().name === 'refused';
      if (state.name === 'in' && isRefused) held.connection.start();
      return;
    }
    user_id = next;
    held?.stop();
    const opened = next === null ? null : open(next);
    void opened?.start();
    messenger.set(opened);
  };
  session.subscribe(follow);
  follow();
  return messenger;
}
