/** A conversation and who is in it: what it is called, its people, and the ways out of it. */
import { useSay } from '@/shared/i18n/i18n';
import { RoomPanel } from '@/shared/room-panel';
import { RoomMembers } from './room-members';

interface Props {
  readonly conversation_id: string;
  readonly onClose: () => void;
}

export function MembersPanel({ conversation_id, onClose }: Props) {
  const title = useSay()('acts.members');
  return (
    <RoomPanel conversation_id={conversation_id} onClose={onClose} title={title}>
      {(room) => <RoomMembers key={conversation_id} room={room} />}
    </RoomPanel>
  );
}
