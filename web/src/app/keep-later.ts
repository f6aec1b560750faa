import type { Cell } from '@/shared/cell';
import type { Messenger } from '@/shared/messenger/messenger';
import { lastPerson } from '@/shared/session/last-person';
import type { SessionState } from '@/shared/session/session-state';

/** By then what was asked for is there. */
const IDLE_MS = 3_000;

/** Keeping waits for what is seen first; letting go, where anybody was here, waits for nothing. */
export function keepLater(session: Cell<SessionState>, messenger: Cell<Messenger | null>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const unsubscribe = session.subscribe(() => {
    clearTimeout(timer);
    const { name } = session.get();
    const isAtOnce = name !== 'in' && lastPerson() !== null;
    if (name !== 'starting') timer = setTimeout(begin, isAtOnce ? 0 : IDLE_MS);
  });
  const begin = (): void => {
    unsubscribe();
    void import('./keep').then(({ Keep }) => new Keep(session, messenger)).catch(() => undefined);
  };
}
