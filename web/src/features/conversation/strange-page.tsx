/** The address of a conversation that one isn't in: a public channel can be joined. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import { ProblemError } from '@/shared/api/errors';
import type { Conversation } from '@/shared/api/wire';
import { entered } from '@/shared/directory/entered';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { places } from '@/shared/place';
import { useMessenger, useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Link } from '@/shared/ui/link';
import { Failed, Notice } from '@/shared/ui/notice';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import styles from './conversation.module.css';
import { EmptyPage } from './empty-page';

interface Props {
  readonly id: string;
}

export function StrangePage({ id }: Props) {
  const say = useSay();
  const { api } = useServices();
  const found = useQuery({
    queryKey: ['strange conversation', id],
    // What one was told before one left is not so any more.
    gcTime: 0,
    queryFn: async ({ signal }) =>
      expect(await api.GET('/api/conversations/{id}', { params: { path: { id } }, signal })),
  });
  if (found.data && !found.data.me) return <Preview channel={found.data} />;
  // Where one has just come in, one will be told.
  if (found.isPending || found.data) {
    return (
      <EmptyPage>
        <Skeleton rows={8} />
      </EmptyPage>
    );
  }
  const isMissing = found.error instanceof ProblemError && found.error.problem.status < 500;
  return isMissing ? (
    <Page title={say('place.nothing')}>
      <Notice words={say('conversation.missing')}>
        <Link to={places.home}>{say('place.start')}</Link>
      </Notice>
    </Page>
  ) : (
    <EmptyPage>
      <Failed error={found.error} onRetry={() => void found.refetch()} />
    </EmptyPage>
  );
}

function Preview({ channel }: { readonly channel: Conversation }) {
  const say = useSay();
  const { api } = useServices();
  const { mirror } = useMessenger();
  const { id, title, topic, members_count } = channel;
  const join = useMutation({
    mutationFn: async () => {
      expect(await api.POST('/api/conversations/{id}/join', { params: { path: { id } } }));
      await entered(mirror, id);
    },
  });
  return (
    <Page title={title ?? ''}>
      <div className={styles['preview']}>
        {topic && <p>{topic}</p>}
        <p className={styles['quiet']}>{say('conversation.members', { count: members_count })}</p>
        <p className={styles['quiet']}>{say('conversation.join_hint')}</p>
        {join.error && <p role="alert">{problemText(join.error, say)}</p>}
        <Button aria-disabled={join.isPending} onClick={() => !join.isPending && join.mutate()}>
          {say('conversation.join')}
        </Button>
      </div>
    </Page>
  );
}
