/** What stands behind a message's words: that everybody has it in reach, or that one has kept it. */
import { Bookmark, type LucideIcon, Pin } from 'lucide-react';
import type { Message } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import styles from './message-body.module.css';

export function Signs({ message }: { readonly message: Message }) {
  const say = useSay();
  return (
    <>
      {message.pinned_at && <Sign icon={Pin} words={say('timeline.pinned')} />}
      {message.bookmarked && <Sign icon={Bookmark} words={say('timeline.saved')} />}
    </>
  );
}

interface SignProps {
  readonly icon: LucideIcon;
  readonly words: string;
}

function Sign({ icon: Icon, words }: SignProps) {
  return (
    <span className={styles['sign']} title={words}>
      <Icon aria-hidden size={12} strokeWidth={2} />
      <span className="only-heard">{words}</span>
    </span>
  );
}
