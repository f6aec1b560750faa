/** One message that is sent later: where, when and what; or why it could not be. */

import { useLingui } from '@lingui/react';
import { MoreHorizontal, Paperclip, Pencil, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Conversation, ScheduledMessage } from '@/shared/api/wire';
import { clock } from '@/shared/clock';
import { fileWords } from '@/shared/files/file-words';
import { useSay } from '@/shared/i18n/i18n';
import { useTitle } from '@/shared/people/use-person';
import { places } from '@/shared/place';
import { laterProblem, laterText } from '@/shared/scheduled/later-problem';
import { ScheduledDialog } from '@/shared/scheduled/scheduled-dialog';
import { useSchedule, useUnschedule, wantedOf } from '@/shared/scheduled/use-scheduled';
import { useMessenger } from '@/shared/services';
import { Confirm } from '@/shared/ui/confirm';
import { IconButton } from '@/shared/ui/icon-button';
import { Link } from '@/shared/ui/link';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { useRoom } from '@/shared/use-room';
import { withoutMarks } from '@/shared/without-marks';
import styles from './scheduled.module.css';

interface Props {
  readonly message: ScheduledMessage;
}

export function ScheduledRow({ message }: Props) {
  const say = useSay();
  const { i18n } = useLingui();
  const [asked, setAsked] = useState<'edit' | 'delete' | null>(null);
  const schedule = useSchedule();
  const unschedule = useUnschedule();
  const error = schedule.error ?? unschedule.error;
  const { send_at, body, attachments, failed } = message;
  const { drafts } = useMessenger();
  // What was changed in it and not saved is kept as a draft.
  const draft_id = `scheduled/${message.id}`;
  const isBusy = schedule.isPending || unschedule.isPending;
  const sendNow = (): void =>
    schedule.mutate(wantedOf(message, { send_at: clock.date().toISOString() }));
  return (
    <li aria-busy={isBusy} className={styles['row']}>
      <div className={styles['what']}>
        <p className={styles['head']}>
          <Where message={message} />
          <time dateTime={send_at}>
            {i18n.date(send_at, { dateStyle: 'medium', timeStyle: 'short' })}
          </time>
        </p>
        {body !== '' && (
          <p className={styles['words']} dir="auto">
            {withoutMarks(body).trim() || body}
          </p>
        )}
        {attachments.length > 0 && (
          <p className={styles['files']}>
            <Paperclip aria-hidden size={16} strokeWidth={1.75} />
            <bdi>{fileWords(attachments, say)}</bdi>
          </p>
        )}
        {failed != null && (
          <p className={styles['problem']}>
            {say('later.failed', { reason: laterText(failed, say) })}
          </p>
        )}
        {error && asked === null && (
          <p className={styles['problem']} role="alert">
            {laterProblem(error, say)}
          </p>
        )}
      </div>
      <Menu trigger={<IconButton icon={MoreHorizontal} label={say('later.more')} />}>
        <MenuItem icon={Send} onSelect={sendNow}>
          {say('later.now')}
        </MenuItem>
        <MenuItem icon={Pencil} onSelect={() => setAsked('edit')}>
          {say('later.edit')}
        </MenuItem>
        <MenuItem icon={Trash2} look="danger" onSelect={() => setAsked('delete')}>
          {say('later.delete')}
        </MenuItem>
      </Menu>
      {asked === 'edit' && (
        <ScheduledDialog
          at={new Date(send_at)}
          error={schedule.error}
          hasFiles={attachments.length > 0}
          isBusy={schedule.isPending}
          onClose={() => {
            drafts.flush();
            setAsked(null);
          }}
          onSet={(at, text) =>
            schedule.mutate(wantedOf(message, { body: text, send_at: at.toISOString() }), {
              onSuccess: () => {
                drafts.erase(draft_id);
                setAsked(null);
              },
            })
          }
          onText={(text) =>
            drafts.put({ conversation_id: draft_id, text: text === body ? '' : text })
          }
          text={drafts.of(draft_id).get()?.text ?? body}
        />
      )}
      <Confirm
        action={say('later.delete')}
        isOpen={asked === 'delete'}
        onConfirm={() => unschedule.mutate(message.id, { onSuccess: () => drafts.erase(draft_id) })}
        onOpenChange={(isOpen) => !isOpen && setAsked(null)}
        title={say('later.ask')}
        words={say('later.lost')}
      />
    </li>
  );
}

function Where({ message: { conversation_id, thread_id } }: Props) {
  const say = useSay();
  const conversation = useRoom(conversation_id)?.view.get().conversation;
  if (!conversation) return <span className={styles['gone']}>{say('later.elsewhere')}</span>;
  return <Title conversation={conversation} thread_id={thread_id ?? null} />;
}

interface TitleProps {
  readonly conversation: Conversation;
  readonly thread_id: string | null;
}

function Title({ conversation, thread_id }: TitleProps) {
  const title = useTitle(conversation);
  const { id } = conversation;
  const place = thread_id === null ? places.conversation(id) : places.thread(id, thread_id);
  return (
    <Link className={styles['where']} to={place}>
      <bdi>{title}</bdi>
    </Link>
  );
}
