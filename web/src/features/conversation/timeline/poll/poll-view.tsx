/** What a message asks: what there is to choose from, what was chosen, and until when one may. */
import { type KeyboardEvent, useState } from 'react';
import type { Poll, Reaction } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { useUntil } from '@/shared/i18n/use-until';
import { votesOf } from '@/shared/poll/votes';
import type { PollProps } from '../poll-place';
import { useActions } from '../timeline-context';
import { PollOption } from './poll-option';
import styles from './poll-view.module.css';
import { useHasEnded } from './use-has-ended';

export function PollView({ row, isActive }: PollProps) {
  const say = useSay();
  const actions = useActions();
  const [isNamed, setIsNamed] = useState(false);
  const { message } = row;
  const hasEnded = useHasEnded(message.poll?.ends_at ?? null);
  const { poll } = message;
  if (!poll) return null;
  const tabIndex = isActive ? 0 : -1;
  const votes = votesOf(message).map((emoji) => voteOf(message.reactions, emoji));
  const total = votes.reduce((sum, it) => sum + it.count, 0);
  const most = Math.max(...votes.map((it) => it.count));
  return (
    <div className={styles['poll']}>
      <fieldset
        aria-label={message.body ?? undefined}
        className={styles['options']}
        onKeyDown={move}
        role={poll.multiple ? undefined : 'radiogroup'}
      >
        {votes.map((vote, at) => (
          <PollOption
            isLeading={hasEnded && vote.count > 0 && vote.count === most}
            isMultiple={poll.multiple ?? false}
            isNamed={isNamed}
            isOpen={row.state === 'stored' && !hasEnded}
            key={vote.emoji}
            onVote={() => actions.react(message, vote.emoji)}
            tabIndex={tabIndex}
            total={total}
            vote={vote}
            words={poll.options[at] ?? ''}
          />
        ))}
      </fieldset>
      <p className={styles['foot']}>
        <span>{say('polls.total', { count: total })}</span>
        {poll.multiple && <span>{say('polls.several')}</span>}
        <Ending hasEnded={hasEnded} poll={poll} />
        {total > 0 && (
          <span>
            <button
              aria-pressed={isNamed}
              className={styles['names']}
              onClick={() => setIsNamed(!isNamed)}
              tabIndex={tabIndex}
              type="button"
            >
              {say('polls.names')}
            </button>
          </span>
        )}
      </p>
    </div>
  );
}

function Ending({ poll, hasEnded }: { readonly poll: Poll; readonly hasEnded: boolean }) {
  const say = useSay();
  const until = useUntil();
  if (poll.ends_at == null) return null;
  const time = until(poll.ends_at);
  return <span>{say(hasEnded ? 'polls.ended' : 'polls.ends_at', { time })}</span>;
}

function voteOf(reactions: readonly Reaction[], emoji: string): Reaction {
  return reactions.find((it) => it.emoji === emoji) ?? { emoji, count: 0, user_ids: [] };
}

/** From one to the next; beyond them the arrows go from message to message. */
function move(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step === undefined) return;
  const options = [...event.currentTarget.querySelectorAll('button')];
  const next = options[options.findIndex((it) => it.contains(event.target as Node)) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
