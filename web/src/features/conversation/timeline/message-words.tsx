/** Words, links, names and channels, as they were written: nothing in them is ever taken for markup. */
import { type ReactNode, useMemo } from 'react';
import type { Message } from '@/shared/api/wire';
import { usePeople } from '@/shared/people/use-person';
import { placeOf, places } from '@/shared/place';
import { useMessenger } from '@/shared/services';
import { Link } from '@/shared/ui/link';
import styles from './message-text.module.css';
import { Name } from './name';
import { partsOf, type TextPart } from './text-part';
import { useChannels } from './use-channels';

interface Props {
  readonly text: string;
  readonly message: Message;
  readonly tabIndex: number;
}

export function MessageWords({ text, message, tabIndex }: Props) {
  const channels = useChannels(text.includes('#'));
  const parts = useMemo(() => partsOf(text, channels), [text, channels]);
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are made anew with it
    <Part key={index} message={message} part={part} tabIndex={tabIndex} />
  ));
}

interface PartProps extends Omit<Props, 'text'> {
  readonly part: TextPart;
}

function Part({ part, message, tabIndex }: PartProps) {
  switch (part.name) {
    case 'words':
      return part.text;
    case 'link':
      return (
        <WebLink href={part.href} tabIndex={tabIndex}>
          {part.text}
        </WebLink>
      );
    case 'mention':
      return <Mention message={message} part={part} tabIndex={tabIndex} />;
    case 'channel':
      return (
        <Link className={styles['channel']} tabIndex={tabIndex} to={places.conversation(part.id)}>
          <bdi>{part.text}</bdi>
        </Link>
      );
  }
}

interface LinkProps {
  readonly href: string;
  readonly tabIndex: number;
  readonly children: ReactNode;
  /** Where it doesn't say so itself. */
  readonly title?: string;
}

/** A message of this server is gone to; whatever else opens beside it, and is not told where from. */
export function WebLink({ href, tabIndex, title, children }: LinkProps) {
  const place = placeOf(href);
  if (place !== null) {
    return (
      <Link tabIndex={tabIndex} title={title} to={place}>
        {children}
      </Link>
    );
  }
  return (
    <a
      href={href}
      rel="noopener noreferrer nofollow"
      tabIndex={tabIndex}
      target="_blank"
      title={title}
    >
      {children}
    </a>
  );
}

const EVERYBODY: ReadonlySet<string> = new Set(['all', 'here']);

interface MentionProps extends Omit<Props, 'text'> {
  readonly part: Extract<TextPart, { name: 'mention' }>;
}

/** A name is one only where the server says that the message tells its owner. */
function Mention({ part, message, tabIndex }: MentionProps) {
  const { user_id } = useMessenger();
  const named = usePeople(message.mentions);
  const username = part.username.toLowerCase();
  const isEverybody = (message.mentions_everyone ?? false) && EVERYBODY.has(username);
  const person = named.find((it) => it?.username.toLowerCase() === username);
  if (!(isEverybody || person)) return part.text;
  const isMe = isEverybody || person?.id === user_id;
  return (
    <Name
      className={styles['mention']}
      data-me={isMe}
      tabIndex={tabIndex}
      title={person?.display_name}
      user={isEverybody ? null : person}
    >
      {part.text}
    </Name>
  );
}
