/** What did not work, said at the message that it was done to, with a way on. */
import { CircleAlert } from 'lucide-react';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import type { Change } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import styles from './message-body.module.css';
import { useActions } from './timeline-context';

const WORDS = {
  send: 'timeline.send_failed',
  edit: 'timeline.edit_failed',
  delete: 'timeline.delete_failed',
  react: 'timeline.react_failed',
} as const satisfies Record<Change['kind'], TextName>;

interface Props {
  readonly entry: Entry;
  readonly tabIndex: number;
}

export function Failure({ entry, tabIndex }: Props) {
  const say = useSay();
  const actions = useActions();
  const { problem, change } = entry;
  const error = problem ? new ProblemError(problem) : new UnansweredError('unknown');
  const why = problemText(error, say);
  return (
    <p className={styles['failure']} role="alert">
      <CircleAlert aria-hidden className={styles['alert']} size={16} strokeWidth={1.75} />
      <span>{say(WORDS[change.kind], { why })}</span>
      <button
        className={styles['way']}
        onClick={() => actions.retry(entry)}
        tabIndex={tabIndex}
        type="button"
      >
        {say('app.retry')}
      </button>
      <button
        className={styles['way']}
        onClick={() => actions.undo(entry)}
        tabIndex={tabIndex}
        type="button"
      >
        {say('timeline.discard')}
      </button>
    </p>
  );
}
