/** A thread beside its conversation, or over it where there is no room. */
import { useSay } from '@/shared/i18n/i18n';
import { RoomPanel } from '@/shared/room-panel';
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
  const title = useSay()('thread.title');
  return (
    <RoomPanel conversation_id={conversation_id} isWhole onClose={onClose} title={title}>
      {(room) => <Thread at={at} key={thread_id} room={room} thread_id={thread_id} />}
    </RoomPanel>
  );
}
