/**
 * A notification that the page shows by itself, while pushes are off: as one that is pushed would be,
 * and taken away like it.
 */
import type { Message, User } from '../api/wire';
import type { Cell } from '../cell';
import { messageWords } from '../files/file-words';
import type { Say } from '../i18n/i18n';
import type { RoomView } from '../mirror/room';
import type { People } from '../people/people';
import { worker } from '../worker';
import { workerNews } from '../worker-news';

interface Shown {
  readonly title: string;
  readonly body: string;
}

interface Options {
  readonly isSilent: boolean;
  readonly user_id: string;
}

/** More than any system shows. */
const MOST_CHARS = 300;
const WAIT_MS = 1_500;
const NAME = 'Snug';
const ICON = '/icon-192.png';

/** Who said what, or only that there is something. */
export async function wordsOf(
  { conversation, reply }: Pick<RoomView, 'conversation' | 'reply'>,
  withText: boolean,
  people: Pick<People, 'person'>,
  say: Say,
): Promise<Shown> {
  const message: Message | null = reply ?? conversation.last_message ?? null;
  if (!(withText && message)) return { title: NAME, body: say('ring.hint') };
  const sender = message.sender_id ? await known(people.person(message.sender_id)) : null;
  const name = sender?.display_name ?? NAME;
  const isPlace = conversation.kind !== 'direct' && conversation.title;
  const title = isPlace ? say('ring.in', { name, title: conversation.title ?? '' }) : name;
  return { title, body: messageWords(message, say).slice(0, MOST_CHARS) };
}

export async function showMessage(
  { conversation }: RoomView,
  { title, body }: Shown,
  { isSilent, user_id }: Options,
): Promise<void> {
  const target = { conversation_id: conversation.id, seq: conversation.last_seq };
  const options = { body, icon: ICON, badge: '/badge-96.png', tag: conversation.id };
  const more = { renotify: true, silent: isSilent, data: { ...target, person: user_id } };
  const registration = await worker();
  if (registration) {
    await registration.showNotification(title, { ...options, ...more });
    return;
  }
  const shown = new Notification(title, { ...options, ...more });
  shown.onclick = () => {
    window.focus();
    workerNews.set({ type: 'open', ...target });
    shown.close();
  };
}

/** Whoever isn't known by then is told of without a name. */
async function known(person: Cell<User | null>): Promise<User | null> {
  const held = person.get();
  if (held) return held;
  let unsubscribe: () => void = () => undefined;
  await new Promise<void>((resolve) => {
    unsubscribe = person.subscribe(resolve);
    setTimeout(resolve, WAIT_MS);
  });
  unsubscribe();
  return person.get();
}
