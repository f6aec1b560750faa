/** The messages of the open conversation, and what is there until there are any. */
import { useSay } from '@/shared/i18n/i18n';
import { Later } from '@/shared/ui/later';
import { Failed, Notice } from '@/shared/ui/notice';
import { useCell } from '@/shared/use-cell';
import { Announcer } from './announcer';
import { MessageShapes } from './edge-row';
import { Feed } from './feed';
import styles from './message-list.module.css';
import { useReader } from './use-reader';

interface Props {
  /** The message that the address names. */
  readonly at: number | undefined;
}

export function MessageList({ at }: Props) {
  const say = useSay();
  const { reader, ...reading } = useReader(at);
  const state = useCell(reader.state);
  const isEmpty = state.name === 'ready' && state.items.length === 0;
  return (
    <div className={styles['list']}>
      {state.name === 'loading' && <Loading />}
      {state.name === 'failed' && <Failed error={state.error} onRetry={() => reader.retry()} />}
      {isEmpty && <Notice words={say('timeline.empty')} />}
      {state.name === 'ready' && !isEmpty && <Feed {...reading} reader={reader} wanted={state} />}
      <Announcer />
    </div>
  );
}

function Loading() {
  const say = useSay();
  return (
    <Later>
      <span className="only-heard" role="status">
        {say('app.loading')}
      </span>
      <MessageShapes />
      <MessageShapes />
    </Later>
  );
}
