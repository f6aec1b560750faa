/** Puts together what tells of what is new, for whoever is in. */
import { type Api, expect } from '@/shared/api/client';
import type { NotifyPreferences } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { Messenger } from '@/shared/messenger/messenger';
import { browserAudio, Chime } from '@/shared/notify/chime';
import type { Notifying } from '@/shared/notify/notifying';
import { browserPush, pushServer } from '@/shared/push/browser-push';
import { Push } from '@/shared/push/push';
import type { SessionState } from '@/shared/session/session';

interface Parts {
  readonly api: Api;
  readonly session: Cell<SessionState>;
  readonly messenger: Cell<Messenger | null>;
}

export function startNotifying({ api, session, messenger }: Parts): Notifying {
  const push = new Push({ device: browserPush(), server: pushServer(api), session });
  const chime = new Chime(browserAudio);
  const preferences = new Cell<NotifyPreferences | null>(null);
  for (const press of ['pointerdown', 'keydown']) {
    window.addEventListener(press, () => chime.allow(), { passive: true });
  }
  let stop: () => void = () => undefined;
  const follow = (): void => {
    stop();
    preferences.set(null);
    const opened = messenger.get();
    stop = opened ? run(opened, api, preferences) : () => undefined;
  };
  messenger.subscribe(follow);
  follow();
  return { push, chime, preferences };
}

function run(
  { connection }: Messenger,
  api: Api,
  preferences: Cell<NotifyPreferences | null>,
): () => void {
  let isOver = false;
  const ask = async (): Promise<void> => {
    if (connection.state.get().name !== 'online') return;
    const held = expect(await api.GET('/api/notifications/preferences'));
    if (!isOver) preferences.set(held);
  };
  // They may have been changed elsewhere meanwhile.
  const look = (): void => void ask().catch(() => undefined);
  const unsubscribe = connection.state.subscribe(look);
  look();
  return () => {
    isOver = true;
    unsubscribe();
  };
}
