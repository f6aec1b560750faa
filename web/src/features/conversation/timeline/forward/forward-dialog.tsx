/**
 * Where to messages are taken along. They go to that conversation's composer, with their files, so that one
 * sees what will be sent, and says something about it. Loaded when it is wanted.
 */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { UnansweredError } from '@/shared/api/errors';
import { useServer } from '@/shared/api/use-server';
import type { File as Attached, Message } from '@/shared/api/wire';
import { fileAddress } from '@/shared/files/address';
import { Finder } from '@/shared/finder/finder';
import { ConversationSign } from '@/shared/finder/sign';
import { useFoundConversations } from '@/shared/finder/use-found-conversations';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { usePeople } from '@/shared/people/use-person';
import { COMPOSER_FIELD, places } from '@/shared/place';
import { useMessenger } from '@/shared/services';
import styles from './forward.module.css';
import { forwardedText } from './forwarded';

interface Props {
  readonly messages: readonly Message[];
  readonly linkTo: (message: Message) => string;
  readonly onClose: () => void;
}

export function ForwardDialog({ messages, linkTo, onClose }: Props) {
  const say = useSay();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [error, setError] = useState<Error | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const found = useFoundConversations(text).filter(
    (it) => it.conversation.id !== messages[0]?.conversation_id,
  );
  const take = useTakeAlong(messages, linkTo);
  const choose = async (id: string): Promise<void> => {
    if (isBusy) return;
    setIsBusy(true);
    setError(null);
    try {
      await take(id);
      onClose();
      await navigate(places.conversation(id));
      document.getElementById(COMPOSER_FIELD)?.focus();
    } catch (failure) {
      setError(failure instanceof Error ? failure : new UnansweredError('the files'));
    } finally {
      setIsBusy(false);
    }
  };
  const items = found.map(({ conversation, title }) => ({
    id: conversation.id,
    words: title,
    detail: conversation.topic ?? undefined,
    picture: <ConversationSign conversation={conversation} />,
    choose: () => void choose(conversation.id),
  }));
  return (
    <Finder
      groups={[{ name: say('forward.lead'), items }]}
      label={say('forward.label')}
      none={say('forward.none')}
      note={
        <>
          {isBusy && <p className={styles['note']}>{say('forward.files')}</p>}
          {error && (
            <p className={styles['problem']} role="alert">
              {say('forward.failed', { why: problemText(error, say) })}
            </p>
          )}
        </>
      }
      onClose={onClose}
      onText={setText}
      text={text}
    />
  );
}

function useTakeAlong(
  messages: readonly Message[],
  linkTo: (message: Message) => string,
): (conversation_id: string) => Promise<void> {
  const { drafts, uploads } = useMessenger();
  const ids = messages.flatMap((it) => it.sender_id ?? []);
  const people = usePeople(ids);
  const most_bytes = useServer().data?.limits.file_bytes ?? Number.POSITIVE_INFINITY;
  return async (conversation_id) => {
    const files = await Promise.all(messages.flatMap((it) => it.attachments).map(bytesOf));
    drafts.flush();
    const { text = '', ...begun } = drafts.of(conversation_id).get() ?? {};
    const taken = messages
      .map((it) => {
        const name = people[ids.indexOf(it.sender_id ?? '')]?.display_name ?? '…';
        return forwardedText({ body: it.body ?? '', name, link: linkTo(it) });
      })
      .join('\n');
    const words = text === '' ? taken : `${text.trimEnd()}\n\n${taken}`;
    drafts.put({ ...begun, conversation_id, text: words });
    drafts.flush();
    uploads.add(conversation_id, files, most_bytes);
  };
}

async function bytesOf({ id, name, content_type }: Attached): Promise<File> {
  const answer = await fetch(fileAddress(id));
  if (!answer.ok) throw new UnansweredError(`file ${id}: ${answer.status}`);
  return new File([await answer.blob()], name, { type: content_type });
}
