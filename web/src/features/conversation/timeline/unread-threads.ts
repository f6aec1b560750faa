/** The threads of the open conversation in which there is something that one has not read. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import type { UnreadThread } from '@/shared/api/wire';
import { useServices } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';
import { useSettled } from '@/shared/use-settled';
import { useScene } from '../scene';

/** What comes together is asked for once. */
const SETTLED_MS = 300;
const NONE: readonly UnreadThread[] = [];

interface UnreadThreads {
  readonly count: number;
  readonly threads: readonly UnreadThread[];
  /** Whether it is known which they are. */
  readonly isKnown: boolean;
}

/**
 * The server says how many replies there are that one has not read; which those are is asked for
 * whenever that changes, wherever it was read.
 */
export function useUnreadThreads(): UnreadThreads {
  const { api } = useServices();
  const { room, conversation_id } = useScene();
  const count = usePicked(room.view, ({ me }) => me.thread_unread ?? 0);
  const asked = useSettled(count, SETTLED_MS);
  const { data, isError } = useQuery({
    queryKey: ['unread-threads', conversation_id, asked],
    enabled: asked > 0,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const params = { path: { id: conversation_id } };
      return expect(await api.GET('/api/conversations/{id}/threads', { params })).threads;
    },
  });
  const threads = count > 0 ? (data ?? NONE) : NONE;
  return { count, threads, isKnown: count === 0 || data !== undefined || isError };
}
