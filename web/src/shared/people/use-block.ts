/** Whom one has blocked, and who is from now on, or no more. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { expect } from '../api/client';
import { useServices } from '../services';

const BLOCKS = ['blocks'] as const;
const NOBODY: ReadonlySet<string> = new Set();

export function useBlocked(): ReadonlySet<string> {
  const { api } = useServices();
  const { data } = useQuery({
    queryKey: BLOCKS,
    queryFn: async ({ signal }) => expect(await api.GET('/api/users/me/blocks', { signal })).users,
    select: (users) => new Set(users.map((it) => it.id)),
  });
  return data ?? NOBODY;
}

export function useBlock(user_id: string) {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (isBlocked: boolean) => {
      const person = { params: { path: { id: user_id } } };
      const answer = isBlocked
        ? await api.PUT('/api/users/{id}/block', person)
        : await api.DELETE('/api/users/{id}/block', person);
      expect(answer);
    },
    onSuccess: async () => await queries.invalidateQueries({ queryKey: BLOCKS }),
  });
}
