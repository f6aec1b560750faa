/** What did not work, said at the message that it was done to, with a way on. */
import { CircleAlert } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import type { FailureProps } from './failure-place';
import styles from './message-body.module.css';
import { useActions } from './timeline-context';
import { isGone, useFailureText } from './use-failures';

export function Failure({ entry, id, tabIndex }: FailureProps) {
  const say = useSay();
  const actions = useActions();
  const words = useFailureText();
  return (
    <p className={styles['failure']}>
      <CircleAlert aria-hidden className={styles['alert']} size={16} strokeWidth={1.75} />
      <span id={id}>{words(entry)}</span>{' '}
      <span className={styles['ways']}>
        {!isGone(entry) && (
          <button
            className={styles['way']}
            onClick={() => actions.retry(entry)}
            tabIndex={tabIndex}
            type="button"
          >
            {say('app.retry')}
          </button>
        )}
        <button
          className={styles['way']}
          onClick={() => actions.undo(entry)}
          tabIndex={tabIndex}
          type="button"
        >
          {say('timeline.discard')}
        </button>
      </span>
    </p>
  );
}
