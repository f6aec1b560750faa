/** A conversation: its heading, its messages, and where one writes. */
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import { useMessenger } from '@/shared/services';
import { Notice } from '@/shared/ui/notice';
import { Skeleton } from '@/shared/ui/skeleton';
import { useCell } from '@/shared/use-cell';
import { Composer } from './composer/composer';
import styles from './conversation.module.css';
import { ConversationHeader } from './conversation-header';
import { Scene, SceneProvider } from './scene';
import { MessageList } from './timeline/message-list';

export function ConversationPage() {
  const say = useSay();
  const messenger = useMessenger();
  const { id = '', seq } = useParams();
  const isKnown = useCell(messenger.mirror.isKnown);
  // Coming in and going out replace the views.
  useCell(messenger.mirror.views);
  const room = messenger.mirror.room(id);
  const scene = useMemo(() => (room ? new Scene(messenger, room) : null), [messenger, room]);
  if (!scene) return isKnown ? <Notice words={say('conversation.missing')} /> : <Skeleton />;
  return (
    <SceneProvider value={scene}>
      <main className={styles['page']} id="main" key={id}>
        <ConversationHeader />
        <MessageList at={seq === undefined ? undefined : Number(seq)} />
        <Composer />
      </main>
    </SceneProvider>
  );
}
