/** The words of a message, with what they answer above and what came of them below. */
import { Clock } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import type { Entry } from '@/shared/outbox/entry';
import { useTimes } from '../use-times';
import { FailurePlace } from './failure-place';
import { Long } from './long';
import { undoable } from './message-actions';
import styles from './message-body.module.css';
import { MessageFiles } from './message-files';
import { MessageText } from './message-text';
import { PendingMessageFiles } from './pending-message-files';
import { PollPlace } from './poll-place';
import { mayHaveLink, PreviewPlace } from './preview-place';
import { Quote } from './quote';
import { Reactions } from './reactions';
import { type Row, sendingOf } from './row';
import { Signs } from './signs';
import { ThreadPlace } from './thread-place';
import { useActions } from './timeline-context';

interface Props {
  readonly row: Row;
  readonly isActive: boolean;
}

export function MessageBody({ row, isActive }: Props) {
  const tab = isActive ? 0 : -1;
  const failed = row.changes.filter((it) => it.state === 'failed');
  return (
    <>
      {row.isDeleted ? (
        <Tombstone row={row} tabIndex={tab} />
      ) : (
        <Said isActive={isActive} row={row} />
      )}
      <ThreadPlace message={row.message} tabIndex={tab} />
      {failed.map((it) => (
        <FailurePlace entry={it} key={it.key} tabIndex={tab} />
      ))}
    </>
  );
}

function Said({ row, isActive }: Props) {
  const { message } = row;
  const tab = isActive ? 0 : -1;
  const sending = sendingOf(row);
  const isBringing = sending !== null && sending.uploads.length > 0;
  const hasFiles = message.attachments.length > 0 || isBringing;
  // Where there is nothing at all, its line stays.
  const hasWords = (message.body ?? '') !== '' || !hasFiles;
  const signs = (
    <>
      {message.edited_at && <Edited at={message.edited_at} />}
      <Signs message={message} />
    </>
  );
  return (
    <>
      {message.reply_to && <Quote id={message.reply_to} tabIndex={tab} />}
      {hasWords && (
        <Long id={row.id} tabIndex={tab} text={message.body ?? ''}>
          <MessageText message={message} tabIndex={tab}>
            {signs}
            {row.state === 'pending' && <Pending />}
          </MessageText>
        </Long>
      )}
      {message.poll && <PollPlace isActive={isActive} row={row} />}
      {row.state !== 'failed' && mayHaveLink(message.body) && (
        <PreviewPlace isStored={row.state === 'stored'} message={message} tabIndex={tab} />
      )}
      {message.attachments.length > 0 && <MessageFiles message={message} tabIndex={tab} />}
      {isBringing && <PendingMessageFiles sending={sending} tabIndex={tab} />}
      {!hasWords && signs}
      <Reactions isActive={isActive} row={row} />
    </>
  );
}

function Edited({ at }: { readonly at: string }) {
  const say = useSay();
  const { full } = useTimes();
  return (
    <>
      {' '}
      <span className={styles['edited']} data-edited title={full(at)}>
        {say('timeline.edited')}
      </span>
    </>
  );
}

/** Takes no room, so that nothing moves when it goes. */
function Pending() {
  const say = useSay();
  return (
    <span className={styles['pending']} title={say('timeline.pending')}>
      <Clock aria-hidden size={12} strokeWidth={2} />
      <span className="only-heard">{say('timeline.pending')}</span>
    </span>
  );
}

function Tombstone({ row, tabIndex }: { readonly row: Row; readonly tabIndex: number }) {
  const say = useSay();
  const actions = useActions();
  const deletion: Entry | null = undoable(row);
  return (
    <p className={styles['tombstone']}>
      {say('timeline.deleted')}
      {deletion && (
        <button
          className={styles['undo']}
          onClick={() => actions.undo(deletion)}
          tabIndex={tabIndex}
          type="button"
        >
          {say('timeline.undo')}
        </button>
      )}
    </p>
  );
}
