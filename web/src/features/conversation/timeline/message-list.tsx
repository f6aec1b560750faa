/** The messages of the open conversation, and what is there until there are any. */
import { useState } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { usePart } from '@/shared/part';
import { Later } from '@/shared/ui/later';
import { Failed, Notice } from '@/shared/ui/notice';
import { useCell, usePicked } from '@/shared/use-cell';
import { useScene } from '../scene';
import { announcer } from './announcer-part';
import { MessageShapes } from './edge-row';
import { Feed } from './feed';
import styles from './message-list.module.css';
import { threadParts } from './thread-parts';
import { useReader } from './use-reader';

interface Props {
  /** The message that the address names. */
  readonly at: number | undefined;
}

export function MessageList({ at }: Props) {
  const say = useSay();
  const { reader, ...reading } = useReader(at);
  const state = useCell(reader.state);
  const isEmpty =
    state.name === 'ready' && state.items.length === 0 && state.before.name === 'none';
  return (
    <div className={styles['list']}>
      {state.name === 'loading' && <Loading />}
      {state.name === 'failed' && <Failed error={state.error} onRetry={() => reader.retry()} />}
      {isEmpty && <Notice words={say('timeline.empty')} />}
      {state.name === 'ready' && !isEmpty && <Feed {...reading} reader={reader} wanted={state} />}
      <Heard />
      <NewInThreads />
    </div>
  );
}

/** Where what arrives is said. */
function Heard() {
  const { room } = useScene();
  const [newest] = useState(() => room.view.get().conversation.last_seq);
  const loaded = useCell(announcer.loaded);
  return loaded instanceof Object ? <loaded.Announcer newest={newest} /> : null;
}

/** Loaded where there is something to say. */
function NewInThreads() {
  const count = usePicked(useScene().room.view, ({ me }) => me.thread_unread ?? 0);
  return count > 0 && <Waiting />;
}

function Waiting() {
  const loaded = usePart(threadParts);
  return loaded instanceof Object && <loaded.ThreadsNote />;
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
