/** One thing to choose: pressing it votes for it, or takes the vote back. */
import { useLingui } from '@lingui/react';
import { Check } from 'lucide-react';
import { useCallback } from 'react';
import type { Reaction } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { Avatar } from '@/shared/ui/avatar';
import { useWho } from '../use-who';
import styles from './poll-view.module.css';

interface Props {
  readonly words: string;
  readonly vote: Reaction;
  /** Votes for all options. */
  readonly total: number;
  readonly isMultiple: boolean;
  /** One may vote. */
  readonly isOpen: boolean;
  /** Nothing had more votes when it ended. */
  readonly isLeading: boolean;
  /** Who voted is written below. */
  readonly isNamed: boolean;
  readonly tabIndex: number;
  readonly onVote: () => void;
}

const MOST_FACES = 3;

export function PollOption(props: Props) {
  const { words, vote, total, isMultiple, isOpen, isLeading, isNamed, tabIndex, onVote } = props;
  const say = useSay();
  const { i18n } = useLingui();
  const { count } = vote;
  const share = total === 0 ? 0 : count / total;
  const percent = i18n.number(share, { style: 'percent' });
  const who = useWho(vote);
  const isMine = vote.mine ?? false;
  return (
    <span className={styles['choice']}>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: a box and a radio button are checked */}
      <button
        aria-checked={isMine}
        aria-disabled={!isOpen}
        aria-label={say('polls.option', { option: words, count, share: percent })}
        className={styles['option']}
        data-leading={isLeading}
        onClick={() => isOpen && onVote()}
        role={isMultiple ? 'checkbox' : 'radio'}
        tabIndex={tabIndex}
        title={who === '' ? undefined : who}
        type="button"
      >
        <Bar share={share} />
        <span aria-hidden className={styles['mark']} data-square={isMultiple}>
          {isMine && <Check size={14} strokeWidth={3} />}
        </span>
        <span className={styles['words']} dir="auto">
          {words}
        </span>
        <Faces ids={vote.user_ids} />
        <span className={styles['count']}>
          {i18n.number(count)}
          <span className={styles['share']}>{percent}</span>
        </span>
      </button>
      {isNamed && who !== '' && <span className={styles['who']}>{who}</span>}
    </span>
  );
}

/** How much of all votes it has. */
function Bar({ share }: { readonly share: number }) {
  const sized = useCallback(
    (element: HTMLElement | null) => element?.style.setProperty('--share', `${share}`),
    [share],
  );
  return <span aria-hidden className={styles['bar']} ref={sized} />;
}

function Faces({ ids }: { readonly ids: readonly string[] }) {
  const people = usePeople(ids.slice(0, MOST_FACES));
  return (
    <span aria-hidden className={styles['faces']}>
      {people.map((it, at) => (
        <Avatar key={ids[at]} size="tiny" user={it ?? null} />
      ))}
    </span>
  );
}
