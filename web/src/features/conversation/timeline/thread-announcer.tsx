/** Says the replies that arrive in the open thread to those who hear the page. */
import { useEffect, useState } from 'react';
import { useScene } from '../scene';
import { Announcements } from './announcements';
import { Said } from './announcer';
import type { ThreadReader } from './thread-reader';

export function ThreadAnnouncer({ reader }: { readonly reader: ThreadReader }) {
  const { messenger, room } = useScene();
  const [announcements] = useState(
    () => new Announcements(messenger.user_id, room.view.get().conversation.last_seq),
  );
  useEffect(() => {
    const { stretch } = reader.held;
    const hear = (): void => {
      const replies = stretch.get()?.replies ?? [];
      announcements.take(replies, replies.at(-1)?.seq ?? 0);
    };
    const unsubscribe = stretch.subscribe(hear);
    return () => {
      unsubscribe();
      announcements.stop();
    };
  }, [announcements, reader]);
  return <Said announcements={announcements} />;
}
