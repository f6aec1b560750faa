/** A thread beside its conversation, or over it where there is no room. */
import { useSay } from '@/shared/i18n/i18n';
import { useMessenger } from '@/shared/services';
import { Notice } from '@/shared/ui/notice';
import { Panel } from '@/shared/ui/panel';
import { Skeleton } from '@/shared/ui/skeleton';
import { useCell, usePicked } from '@/shared/use-cell';
import { Thread } from './thread';

interface Props {
  readonly conversation_id: string;
  /** The message that it hangs on. */
  readonly thread_id: string;
  /** The reply that the address names. */
  readonly at: number | undefined;
  readonly onClose: () => void;
}

export function ThreadPanel({ conversation_id, thread_id, at, onClose }: Props) {
  const say = useSay();
  const { mirror } = useMessenger();
  const isKnown = useCell(mirror.isKnown);
  usePicked(mirror.views, () => mirror.room(conversation_id) !== undefined);
  const room = mirror.room(conversation_id);
  return (
    <Panel isWhole onClose={onClose} title={say('thread.title')}>
      {room && <Thread at={at} key={thread_id} room={room} thread_id={thread_id} />}
      {!room && (isKnown ? <Notice words={say('conversation.missing')} /> : <Skeleton />)}
    </Panel>
  );
}
