/** A place beside a conversation, about it. Where one is not in it, or not any more, that is said instead. */
import type { ReactNode } from 'react';
import { useSay } from './i18n/i18n';
import type { Room } from './mirror/room';
import { useMessenger } from './services';
import { Notice } from './ui/notice';
import { Panel } from './ui/panel';
import { Skeleton } from './ui/skeleton';
import { useCell } from './use-cell';
import { useRoom } from './use-room';

interface Props {
  readonly conversation_id: string;
  readonly title: string;
  /** See `Panel`. */
  readonly isWhole?: boolean;
  readonly onClose: () => void;
  readonly children: (room: Room) => ReactNode;
}

export function RoomPanel({ conversation_id, children, ...panel }: Props) {
  const say = useSay();
  const { mirror } = useMessenger();
  const isKnown = useCell(mirror.isKnown);
  const room = useRoom(conversation_id);
  return (
    <Panel {...panel}>
      {room && children(room)}
      {!room && (isKnown ? <Notice words={say('conversation.missing')} /> : <Skeleton />)}
    </Panel>
  );
}
