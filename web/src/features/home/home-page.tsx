/** Who one is, whether there is a connection, and one's conversations. */
import { useMutation } from '@tanstack/react-query';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import type { Messenger } from '@/shared/messenger/messenger';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { useCell } from '@/shared/use-cell';
import { ConnectionLine } from './connection-line';
import { ConversationList } from './conversation-list';
import styles from './home.module.css';

export function HomePage({ messenger }: { readonly messenger: Messenger }) {
  const say = useSay();
  const { session } = useServices();
  const state = useCell(session.state);
  const isDurable = useCell(messenger.outbox.isDurable);
  const leave = useMutation({
    mutationFn: async (isEverywhere: boolean) =>
      await (isEverywhere ? session.logoutEverywhere() : session.logout()),
  });
  const isLeaving = leave.isPending;
  return (
    <main className={styles['page']}>
      <h1>{'user' in state && state.user.display_name}</h1>
      <ConnectionLine connection={messenger.connection} />
      {!isDurable && <p role="status">{say('home.unstored')}</p>}
      <ConversationList mirror={messenger.mirror} />
      {leave.error && <p role="alert">{problemText(leave.error, say)}</p>}
      <div className={styles['actions']}>
        <Button disabled={isLeaving} look="quiet" onClick={() => leave.mutate(false)}>
          {say('session.logout')}
        </Button>
        <Button disabled={isLeaving} look="quiet" onClick={() => leave.mutate(true)}>
          {say('session.everywhere')}
        </Button>
      </div>
    </main>
  );
}
