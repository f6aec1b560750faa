/** A conversation and who is in it: what it is called, its people, and the ways out of it. */
import { useSay } from '@/shared/i18n/i18n';
import { useMessenger } from '@/shared/services';
import { Notice } from '@/shared/ui/notice';
import { Panel } from '@/shared/ui/panel';
import { Skeleton } from '@/shared/ui/skeleton';
import { useCell } from '@/shared/use-cell';
import { RoomMembers } from './room-members';

interface Props {
  readonly conversation_id: string;
  readonly onClose: () => void;
}

export function MembersPanel({ conversation_id, onClose }: Props) {
  const say = useSay();
  const { mirror } = useMessenger();
  const isKnown = useCell(mirror.isKnown);
  // Coming in and going out replace the views.
  useCell(mirror.views);
  const room = mirror.room(conversation_id);
  return (
    <Panel onClose={onClose} title={say('acts.members')}>
      {room && <RoomMembers key={conversation_id} room={room} />}
      {!room && (isKnown ? <Notice words={say('conversation.missing')} /> : <Skeleton />)}
    </Panel>
  );
}
