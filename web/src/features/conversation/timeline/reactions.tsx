/** What people thought of a message: pressing one joins in, or takes it back. */
import { useLingui } from '@lingui/react';
import { SmilePlus } from 'lucide-react';
import { useState } from 'react';
import type { Message, Reaction } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { votesOf } from '@/shared/poll/votes';
import { ReactionPicker } from './reaction-picker';
import styles from './reactions.module.css';
import type { Row } from './row';
import { useActions } from './timeline-context';
import { useWho } from './use-who';

interface Props {
  readonly row: Row;
  readonly isActive: boolean;
}

export function Reactions({ row, isActive }: Props) {
  const say = useSay();
  const [isOpen, setIsOpen] = useState(false);
  const { message } = row;
  // Those are shown with what was voted for.
  const votes = votesOf(message);
  const reactions = message.reactions.filter((it) => !votes.includes(it.emoji));
  if (reactions.length === 0) return null;
  const tabIndex = isActive ? 0 : -1;
  return (
    <div className={styles['reactions']}>
      {reactions.map((it) => (
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

function ReactionPill({ message, reaction, tabIndex }: PillProps) {
  const say = useSay();
  const actions = useActions();
  const { i18n } = useLingui();
  const { emoji, count, mine } = reaction;
  const number = i18n.number(count);
  const who = useWho(reaction);
  // Until their names are known, how many they are says enough.
  const label =
    who === '' ? `${emoji} ${number}` : say('timeline.reacted', { emoji, count: number, who });
  return (
    <button
      aria-label={label}
      aria-pressed={mine ?? false}
      className={styles['reaction']}
      onClick={() => actions.react(message, emoji)}
      tabIndex={tabIndex}
      title={who === '' ? undefined : who}
      type="button"
    >
      <span className={styles['emoji']}>{emoji}</span>
      <span className={styles['count']}>{number}</span>
    </button>
  );
}
