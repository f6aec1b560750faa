/** How many of a conversation are here, oneself among them. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { expect } from '@/shared/api/client';
import type { Conversation } from '@/shared/api/wire';
import { useMessenger, useServices } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';

/** Of more nobody is watched: the server tells of each who comes and goes. */
const MOST = 100;
const FRESH_MS = 60_000;

/** Null where nobody knows, and where one is alone. */
export function useHereCount(conversation: Conversation): number | null {
  const { presence, user_id } = useMessenger();
  const ids = useMemberIds(conversation);
  useEffect(() => (ids ? presence.watch(ids) : undefined), [presence, ids]);
  const others = usePicked(
    presence.online,
    (online) => ids?.filter((id) => id !== user_id && online.has(id)).length ?? 0,
  );
  return others === 0 ? null : others + 1;
}

function useMemberIds(conversation: Conversation): readonly string[] | null {
  const { api } = useServices();
  const { id, member_ids, members_count } = conversation;
  // Of a small group everybody is known.
  const known = member_ids?.length === members_count ? member_ids : null;
  const { data } = useQuery({
    queryKey: ['watched members', id, members_count],
    enabled: known === null && members_count <= MOST,
    staleTime: FRESH_MS,
    placeholderData: (held: readonly string[] | undefined, before) =>
      before?.queryKey[1] === id ? held : undefined,
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: MOST } };
      const got = await api.GET('/api/conversations/{id}/members', { params, signal });
      return expect(got).members.map((it) => it.user.id);
    },
  });
  return known ?? data ?? null;
}
