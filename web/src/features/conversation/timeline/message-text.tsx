/** A message's words, as plain text: nothing in them is ever taken for markup. */
import { useMemo } from 'react';
import type { Message } from '@/shared/api/wire';
import { usePeople } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';
import styles from './message-text.module.css';
import { isOnlyEmoji, partsOf, type TextPart } from './text-part';

interface Props {
  readonly message: Message;
  readonly tabIndex: number;
}

export function MessageText({ message, tabIndex }: Props) {
  const body = message.body ?? '';
  const parts = useMemo(() => partsOf(body), [body]);
  const isLarge = useMemo(() => isOnlyEmoji(body), [body]);
  return (
    <span className={styles['text']} data-large={isLarge}>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are made anew with it
        <Part key={index} message={message} part={part} tabIndex={tabIndex} />
      ))}
    </span>
  );
}

interface PartProps extends Props {
  readonly part: TextPart;
}

function Part({ part, message, tabIndex }: PartProps) {
  switch (part.name) {
    case 'words':
      return part.text;
    case 'link':
      return (
        <a href={part.href} rel="noopener noreferrer nofollow" tabIndex={tabIndex} target="_blank">
          {part.text}
        </a>
      );
    case 'mention':
      return <Mention message={message} part={part} />;
  }
}

const EVERYBODY: ReadonlySet<string> = new Set(['all', 'here']);

interface MentionProps {
  readonly part: Extract<TextPart, { name: 'mention' }>;
  readonly message: Message;
}

/** A name is one only where the server says that the message tells its owner. */
function Mention({ part, message }: MentionProps) {
  const { user_id } = useMessenger();
  const named = usePeople(message.mentions);
  const username = part.username.toLowerCase();
  const isEverybody = (message.mentions_everyone ?? false) && EVERYBODY.has(username);
  const person = named.find((it) => it?.username.toLowerCase() === username);
  if (!(isEverybody || person)) return part.text;
  const isMe = isEverybody || person?.id === user_id;
  return (
    <bdi className={styles['mention']} data-me={isMe} title={person?.display_name}>
      {part.text}
    </bdi>
  );
}
