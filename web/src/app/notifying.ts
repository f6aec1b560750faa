/** Puts together what tells of what is new, for whoever is in. */
import { type Api, expect } from '@/shared/api/client';
import type { NotifyPreferences } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { sayNow } from '@/shared/i18n/i18n';
import type { Messenger } from '@/shared/messenger/messenger';
import type { RoomView } from '@/shared/mirror/room';
import { browserAudio, Chime } from '@/shared/notify/chime';
import { claim } from '@/shared/notify/claim';
import { showAppBadge, showCount } from '@/shared/notify/count';
import { Favicon } from '@/shared/notify/favicon';
import { followPreferences } from '@/shared/notify/follow-preferences';
import type { Notifying } from '@/shared/notify/notifying';
import { Ring, type Way } from '@/shared/notify/ring';
import { showMessage, wordsOf } from '@/shared/notify/show-message';
import { browserPush, pushServer } from '@/shared/push/browser-push';
import { Push } from '@/shared/push/push';
import type { SessionState } from '@/shared/session/session-state';

interface Parts {
  readonly api: Api;
  readonly session: Cell<SessionState>;
  readonly messenger: Cell<Messenger | null>;
}

export function startNotifying({ api, session, messenger }: Parts): Notifying {
  const push = new Push({ device: browserPush(), server: pushServer(api), session });
  const chime = new Chime(browserAudio);
  const preferences = new Cell<NotifyPreferences | null>(null);
  const favicon = new Favicon();
  for (const press of ['pointerdown', 'keydown']) {
    window.addEventListener(press, () => chime.allow(), { passive: true });
  }
  window.addEventListener('storage', () => chime.look());
  const ask = async (): Promise<NotifyPreferences> =>
    expect(await api.GET('/api/notifications/preferences'));
  const run = (opened: Messenger): (() => void)[] => [
    followPreferences(opened.connection.state, ask, preferences),
    ring(opened, { push, chime, preferences }),
    showCount(opened.mirror.views, opened.viewing.looked_at, (count) => {
      favicon.show(count);
      showAppBadge(count);
    }),
  ];
  let ends: readonly (() => void)[] = [];
  const change = (): void => {
    for (const end of ends) end();
    preferences.set(null);
    const opened = messenger.get();
    ends = opened ? run(opened) : [];
  };
  messenger.subscribe(change);
  change();
  return { push, chime, preferences };
}

function ring(messenger: Messenger, { push, chime, preferences }: Notifying): () => void {
  const { mirror, attention, people, user_id, viewing } = messenger;
  const show = async (view: RoomView): Promise<void> => {
    const words = await wordsOf(view, preferences.get()?.show_text ?? false, people, sayNow);
    await showMessage(view, words, { isSilent: !chime.isOn.get(), user_id });
  };
  const started = new Ring({
    mirror,
    attention,
    isOpen: (id) => viewing.isOpen(id),
    preferences,
    way: () => wayOf(push),
    claim,
    // Where it can't be shown it can be heard.
    show: (view) => void show(view).catch(() => chime.ring()),
    sound: () => chime.ring(),
  });
  return () => started.stop();
}

function wayOf(push: Push): Way {
  if (push.state.get().name === 'on') return 'pushed';
  // Not every browser has them.
  const isAllowed = 'Notification' in globalThis && Notification.permission === 'granted';
  return isAllowed ? 'shown' : 'heard';
}
