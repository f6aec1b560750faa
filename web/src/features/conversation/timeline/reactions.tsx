/** What people thought of a message: pressing one joins in, or takes it back. */
import { useLingui } from '@lingui/react';
import { SmilePlus } from 'lucide-react';
import { useState } from 'react';
import type { Message, Reaction } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { ReactionPicker } from './reaction-picker';
import styles from './reactions.module.css';
import type { Row } from './row';
import { useActions } from './timeline-context';

interface Props {
  readonly row: Row;
  readonly isActive: boolean;
}

export function Reactions({ row, isActive }: Props) {
  const say = useSay();
  const [isOpen, setIsOpen] = useState(false);
  const { message } = row;
  if (message.reactions.length === 0) return null;
  const tabIndex = isActive ? 0 : -1;
  return (
    <div className={styles['reactions']}>
      {message.reactions.map((it) => (
        <ReactionPill key={it.emoji} message={message} reaction={it} tabIndex={tabIndex} />
      ))}
      <ReactionPicker isOpen={isOpen} message={message} onOpenChange={setIsOpen}>
        <button
          aria-label={say('timeline.react')}
          className={styles['more']}
          tabIndex={tabIndex}
          title={say('timeline.react')}
          type="button"
        >
          <SmilePlus aria-hidden size={16} strokeWidth={1.75} />
        </button>
      </ReactionPicker>
    </div>
  );
}

interface PillProps {
  readonly message: Message;
  readonly reaction: Reaction;
  readonly tabIndex: number;
}

/** So many names are said; of more it is said how many. */
const MOST_NAMED = 10;

function ReactionPill({ message, reaction, tabIndex }: PillProps) {
  const say = useSay();
  const actions = useActions();
  const { i18n } = useLingui();
  const { emoji, count, mine, user_ids } = reaction;
  const number = i18n.number(count);
  const people = usePeople(user_ids.slice(0, MOST_NAMED));
  const known = people.flatMap((it) => it?.display_name ?? []);
  const names = known.join(', ');
  const more = count - known.length;
  const who = more > 0 ? say('timeline.reacted_more', { names, more }) : names;
  // Until their names are known, how many they are says enough.
  const label =
    names === '' ? `${emoji} ${number}` : say('timeline.reacted', { emoji, count: number, who });
  return (
    <button
      aria-label={label}
      aria-pressed={mine ?? false}
      className={styles['reaction']}
      onClick={() => actions.react(message, emoji)}
      tabIndex={tabIndex}
      title={names === '' ? undefined : who}
      type="button"
    >
      <span className={styles['emoji']}>{emoji}</span>
      <span className={styles['count']}>{number}</span>
    </button>
  );
}
