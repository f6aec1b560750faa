/** What is pinned in a conversation: each leads to its place, and whoever may takes it down again. */
import { PinOff } from 'lucide-react';
import type { Message } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { MessageCard } from '@/shared/message/message-card';
import type { Room } from '@/shared/mirror/room';
import { newId } from '@/shared/outbox/change';
import { usePerson } from '@/shared/people/use-person';
import { RoomPanel } from '@/shared/room-panel';
import { useMessenger } from '@/shared/services';
import { IconButton } from '@/shared/ui/icon-button';
import { Failed, Notice } from '@/shared/ui/notice';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Skeleton } from '@/shared/ui/skeleton';
import styles from './pins.module.css';
import { usePins } from './use-pins';

interface Props {
  readonly conversation_id: string;
  readonly onClose: () => void;
}

export function PinsPanel({ conversation_id, onClose }: Props) {
  const title = useSay()('pins.title');
  return (
    <RoomPanel conversation_id={conversation_id} onClose={onClose} title={title}>
      {(room) => <RoomPins room={room} />}
    </RoomPanel>
  );
}

function RoomPins({ room }: { readonly room: Room }) {
  const say = useSay();
  const { pins, mayUnpin, error, isPending, retry } = usePins(room);
  return (
    <>
      <div className={styles['note']}>
        <OfflineNote
          words={(time) => say(pins.length > 0 ? 'pins.offline_kept' : 'pins.offline', { time })}
        />
      </div>
      {isPending && <Skeleton />}
      {error && pins.length === 0 && <Failed error={error} onRetry={retry} />}
      {!(isPending || error) && pins.length === 0 && (
        <Notice words={say(mayUnpin ? 'pins.none' : 'pins.none_yet')} />
      )}
      <ol aria-label={say('pins.title')} className={styles['list']} hidden={pins.length === 0}>
        {pins.map((it) => (
          <PinnedMessage key={it.id} mayUnpin={mayUnpin} message={it} />
        ))}
      </ol>
    </>
  );
}

interface PinnedProps {
  readonly message: Message;
  readonly mayUnpin: boolean;
}

function PinnedMessage({ message, mayUnpin }: PinnedProps) {
  const say = useSay();
  const { outbox } = useMessenger();
  const by = usePerson(message.pinned_by);
  const { conversation_id, id } = message;
  const unpin = (): void => {
    outbox.add({ kind: 'pin', conversation_id, id, change_id: newId(), on: false });
  };
  return (
    <MessageCard
      acts={mayUnpin && <IconButton icon={PinOff} label={say('acts.unpin')} onClick={unpin} />}
      message={message}
      note={by && say('pins.by', { name: by.display_name })}
    />
  );
}
