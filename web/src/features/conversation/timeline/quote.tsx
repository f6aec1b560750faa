/** The message that one answers: who, and a line of it. Pressing it shows the message itself. */
import { useQuery } from '@tanstack/react-query';
import { Reply } from 'lucide-react';
import { useCallback, useSyncExternalStore } from 'react';
import { expect } from '@/shared/api/client';
import type { Message } from '@/shared/api/wire';
import { messageWords } from '@/shared/files/file-words';
import { useSay } from '@/shared/i18n/i18n';
import { usePerson } from '@/shared/people/use-person';
import { useServices } from '@/shared/services';
import { hueOf } from '@/shared/ui/hue';
import { useScene } from '../scene';
import styles from './quote.module.css';
import { useActions } from './timeline-context';

interface Props {
  readonly id: string;
  readonly tabIndex: number;
}

/** So much of it is shown at most; the rest doesn't fit in a line anywhere. */
const MOST_QUOTED = 200;

export function Quote({ id, tabIndex }: Props) {
  const say = useSay();
  const actions = useActions();
  const { message, isMissing } = useQuoted(id);
  const person = usePerson(message?.sender_id);
  if (!message) {
    return <p className={styles['quote']}>{isMissing ? say('timeline.quote_missing') : '…'}</p>;
  }
  const name = person?.display_name ?? '…';
  const text = message.deleted_at ? say('timeline.deleted') : messageWords(message, say);
  return (
    <button
      className={styles['quote']}
      onClick={() => actions.show(message.seq)}
      tabIndex={tabIndex}
      type="button"
    >
      <Reply aria-hidden className={styles['mark']} size={14} strokeWidth={2} />
      <span className="only-heard">{say('timeline.quote')}</span>
      <bdi className={styles['name']} data-hue={hueOf(message.sender_id)}>
        {name}
      </bdi>
      <span className={styles['text']} dir="auto">
        {text.slice(0, MOST_QUOTED)}
      </span>
    </button>
  );
}

/** As it is here, or else as the server has it. */
function useQuoted(id: string): { message: Message | undefined; isMissing: boolean } {
  const { api } = useServices();
  const scene = useScene();
  const { timeline } = scene.room;
  const { conversation_id } = scene;
  const get = useCallback(() => scene.byId(id), [scene, id]);
  const held = useSyncExternalStore(timeline.ranges.subscribe, get);
  const { data, isError } = useQuery({
    queryKey: ['message', conversation_id, id],
    enabled: held === undefined,
    queryFn: async () => {
      const path = { id: conversation_id, message_id: id };
      const at = '/api/conversations/{id}/messages/{message_id}';
      return expect(await api.GET(at, { params: { path } }));
    },
  });
  return { message: held ?? data, isMissing: isError };
}
