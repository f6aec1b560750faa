/** The people of this server whose name holds a text; those that come first where it is empty. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { expect } from '../api/client';
import type { User } from '../api/wire';
import { useMessenger, useServices } from '../services';
import { useSettled } from '../use-settled';

const SETTLED_MS = 200;
const FRESH_MS = 30_000;

interface Found {
  readonly found: UseQueryResult<readonly User[]>;
  /** Whether it is what an earlier text found: another answer is on its way. */
  readonly isOld: boolean;
}

/** `isWanted`: where it isn't, nobody is asked. */
export function useFoundPeople(text: string, isWanted = true): Found {
  const { api } = useServices();
  const { people } = useMessenger();
  const query = useSettled(text.trim(), SETTLED_MS);
  const found = useQuery({
    queryKey: ['people', query],
    enabled: isWanted,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    queryFn: async ({ signal }) => {
      let users: readonly User[] = [];
      let cursor: string | null | undefined;
      do {
        const asked = { query, ...(cursor ? { cursor } : {}) };
        const page = expect(await api.GET('/api/users', { params: { query: asked }, signal }));
        users = page.users;
        cursor = page.next_cursor;
        // A page of nothing but ended accounts is empty, and not the last.
      } while (users.length === 0 && cursor);
      people.learn(users);
      return users;
    },
  });
  return { found, isOld: found.isPlaceholderData || query !== text.trim() };
}
