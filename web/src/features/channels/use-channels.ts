/** The public channels of this server, and joining one. */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { expect } from '@/shared/api/client';
import { entered } from '@/shared/directory/entered';
import { places } from '@/shared/place';
import { useMessenger, useServices } from '@/shared/services';
import { useSettled } from '@/shared/use-settled';

const SETTLED_MS = 200;
const KEY = 'channels';

export function useChannels(text: string) {
  const { api } = useServices();
  const query = useSettled(text.trim(), SETTLED_MS);
  return useInfiniteQuery({
    queryKey: [KEY, query],
    placeholderData: keepPreviousData,
    initialPageParam: '',
    queryFn: async ({ pageParam: cursor, signal }) => {
      const params = { query: { query, ...(cursor === '' ? {} : { cursor }) } };
      return expect(await api.GET('/api/channels', { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => pages.flatMap((it) => it.channels),
  });
}

export function useJoin() {
  const { api } = useServices();
  const { mirror } = useMessenger();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { mutate, error, isPending, variables } = useMutation({
    mutationFn: async (id: string) => {
      expect(await api.POST('/api/conversations/{id}/join', { params: { path: { id } } }));
      await entered(mirror, id);
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: [KEY] }),
  });
  // Unless one has gone elsewhere meanwhile.
  const go = (id: string): void => void navigate(places.conversation(id));
  const join = (id: string): void => mutate(id, { onSuccess: () => go(id) });
  return { join, error, isPending, joined: variables };
}

export type Joining = ReturnType<typeof useJoin>;
