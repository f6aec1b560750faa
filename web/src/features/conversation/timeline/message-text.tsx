/** A message's words: formatted where they have marks for it, unless one wants to see what was written. */
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import type { Message } from '@/shared/api/wire';
import { usePart } from '@/shared/part';
import { looksMarked } from './looks-marked';
import { marked } from './marked';
import styles from './message-text.module.css';
import { MessageWords } from './message-words';
import { isOnlyEmoji } from './text-part';
import { useActions } from './timeline-context';

interface Props {
  readonly message: Message;
  readonly tabIndex: number;
  /** What stands behind the last word. */
  readonly children?: ReactNode;
}

export function MessageText(props: Props) {
  const { id, body } = props.message;
  const { plain } = useActions();
  const isPlain = useSyncExternalStore(plain.subscribe, () => plain.get().has(id));
  const isMarked = useMemo(() => isFormatted(body ?? ''), [body]);
  return isMarked && !isPlain ? <Formatted {...props} /> : <Plain {...props} />;
}

export function isFormatted(text: string): boolean {
  return looksMarked(text) && !isOnlyEmoji(text);
}

function Formatted(props: Props) {
  const loaded = usePart(marked);
  return loaded instanceof Object ? <loaded.MarkedText {...props} /> : <Plain {...props} />;
}

function Plain({ message, tabIndex, children }: Props) {
  const body = message.body ?? '';
  const isLarge = useMemo(() => isOnlyEmoji(body), [body]);
  return (
    <>
      <span className={styles['text']} data-large={isLarge}>
        <MessageWords message={message} tabIndex={tabIndex} text={body} />
      </span>
      {children}
    </>
  );
}
