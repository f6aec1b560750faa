/** The people of this server whose name holds a text; those that come first where it is empty. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { expect } from '../api/client';
import type { User } from '../api/wire';
import { useMessenger, useServices } from '../services';
import { useSettled } from '../use-settled';

const SETTLED_MS = 200;
const FRESH_MS = 30_000;

export function useFoundPeople(text: string): UseQueryResult<readonly User[]> {
  const { api } = useServices();
  const { people } = useMessenger();
  const query = useSettled(text.trim(), SETTLED_MS);
  return useQuery({
    queryKey: ['people', query],
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    queryFn: async ({ signal }) => {
      let found: readonly User[] = [];
      let cursor: string | null | undefined;
      do {
        const asked = { query, ...(cursor ? { cursor } : {}) };
        const page = expect(await api.GET('/api/users', { params: { query: asked }, signal }));
        found = page.users;
        cursor = page.next_cursor;
        // A page of nothing but ended accounts is empty, and not the last.
      } while (found.length === 0 && cursor);
      people.learn(found);
      return found;
    },
  });
}
