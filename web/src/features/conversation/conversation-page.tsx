/** A conversation: its heading, its messages, and where one writes. */
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { useMessenger } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import { useRoom } from '@/shared/use-room';
import styles from './conversation.module.css';
import { ConversationHeader } from './conversation-header';
import { DropZone } from './drop-zone';
import { fileParts } from './file-parts';
import { Foot } from './foot';
import { Scene, SceneProvider } from './scene';
import { Stranger } from './stranger';
import { MessageList } from './timeline/message-list';
import { UnknownPage } from './unknown-page';

export function ConversationPage() {
  const messenger = useMessenger();
  const { id = '', seq } = useParams();
  const isKnown = useCell(messenger.mirror.isKnown);
  const room = useRoom(id);
  const parts = useCell(fileParts.loaded);
  const scene = useMemo(() => (room ? new Scene(messenger, room) : null), [messenger, room]);
  if (!scene) return isKnown ? <Stranger id={id} key={id} /> : <UnknownPage />;
  return (
    <SceneProvider value={scene}>
      <DropZone className={styles['page']} key={id}>
        <ConversationHeader />
        <MessageList at={seq === undefined ? undefined : Number(seq)} />
        <Foot />
      </DropZone>
      {parts instanceof Object && <parts.LightboxPlace />}
    </SceneProvider>
  );
}
