/** Over the messages: that there are new replies in threads, wherever those are, and the way there. */
import { MessagesSquare } from 'lucide-react';
import { useMatch } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { Link } from '@/shared/ui/link';
import { useScene } from '../scene';
import styles from './threads-note.module.css';
import { useUnreadThreads } from './unread-threads';

export function ThreadsNote() {
  const say = useSay();
  const { conversation_id } = useScene();
  const open = useMatch('/c/:id/t/:thread_id/*')?.params['thread_id'];
  const { threads } = useUnreadThreads();
  // What is open is being read.
  const others = threads.filter((it) => it.message.id !== open);
  const [first] = others;
  if (!first) return null;
  const count = others.reduce((sum, it) => sum + it.unread, 0);
  return (
    <Link className={styles['note']} to={places.thread(conversation_id, first.message.id)}>
      <MessagesSquare aria-hidden size={16} strokeWidth={2} />
      {say('thread.waiting', { count })}
    </Link>
  );
}
