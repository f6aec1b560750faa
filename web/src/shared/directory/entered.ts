/** The server answers that one is in a conversation, and tells of it over another way: wait for it. */
import type { Mirror } from '../mirror/mirror';

/** Without a connection it comes later; nobody is kept waiting for that. */
const MOST_MS = 2_000;

export async function entered(
  mirror: Pick<Mirror, 'room' | 'views'>,
  conversation_id: string,
): Promise<void> {
  if (mirror.room(conversation_id)) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const unsubscribe = mirror.views.subscribe(() => {
      if (mirror.room(conversation_id)) end();
    });
    const timer = setTimeout(end, MOST_MS);
  });
}
