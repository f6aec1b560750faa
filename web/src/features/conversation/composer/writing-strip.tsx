/** What is being answered or changed, above the text, with the way out of it. */
import { Pencil, Reply, X } from 'lucide-react';
import { messageWords } from '@/shared/files/file-words';
import { useSay } from '@/shared/i18n/i18n';
import { usePerson } from '@/shared/people/use-person';
import { IconButton } from '@/shared/ui/icon-button';
import type { Writing } from '../scene';
import styles from './composer.module.css';

interface Props {
  /** Of the words that say it. */
  readonly id: string;
  readonly writing: Exclude<Writing, { name: 'new' }>;
  readonly onCancel: () => void;
}

/** So much of a message is quoted at most: the strip is one line. */
const QUOTED_CHARS = 200;

export function WritingStrip({ id, writing, onCancel }: Props) {
  const say = useSay();
  const isReply = writing.name === 'reply';
  const message = isReply ? writing.to : writing.message;
  const name = usePerson(message.sender_id)?.display_name ?? '…';
  const Icon = isReply ? Reply : Pencil;
  return (
    <div className={styles['strip']}>
      <Icon aria-hidden size={16} strokeWidth={1.75} />
      <p className={styles['quote']} id={id}>
        <strong>{isReply ? say('composer.reply', { name }) : say('composer.editing')}</strong>{' '}
        <bdi>{messageWords(message, say).slice(0, QUOTED_CHARS)}</bdi>
      </p>
      <IconButton
        icon={X}
        label={say(isReply ? 'composer.cancel_reply' : 'composer.cancel_edit')}
        onClick={onCancel}
      />
    </div>
  );
}
