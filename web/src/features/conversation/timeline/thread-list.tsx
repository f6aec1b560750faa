/** The messages of the open thread, and what is there until there are any. */
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { Later } from '@/shared/ui/later';
import { Failed, Notice } from '@/shared/ui/notice';
import { useCell } from '@/shared/use-cell';
import { MessageShapes } from './edge-row';
import { Feed } from './feed';
import { isMissing } from './feed-reader';
import styles from './message-list.module.css';
import { ThreadAnnouncer } from './thread-announcer';
import type { ThreadReader } from './thread-reader';
import { useThreadReading } from './use-thread-reading';

interface Props {
  readonly reader: ThreadReader;
  readonly at: number | undefined;
}

export function ThreadList({ reader, at }: Props) {
  const say = useSay();
  const reading = useThreadReading(reader, at);
  const state = useCell(reader.state);
  return (
    <div className={styles['list']}>
      {state.name === 'loading' && (
        <Later>
          <span className="only-heard" role="status">
            {say('app.loading')}
          </span>
          <MessageShapes />
        </Later>
      )}
      {state.name === 'failed' &&
        (isMissing(state) ? (
          <div className={styles['missing']}>
            <Notice words={problemText(state.error, say)} />
          </div>
        ) : (
          <Failed error={state.error} onRetry={() => reader.retry()} />
        ))}
      {state.name === 'ready' && <Feed {...reading} reader={reader} wanted={state} />}
      <ThreadAnnouncer reader={reader} />
    </div>
  );
}
