/** What is done to people in a conversation. One at a time; what became of the last is shown. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Api, expect } from '@/shared/api/client';
import type { Member, User } from '@/shared/api/wire';
import { useServices } from '@/shared/services';
import { membersKey } from './use-members';

export type Act =
  | { readonly name: 'role'; readonly user: User; readonly role: Member['role'] }
  | { readonly name: 'remove' | 'block' | 'unblock'; readonly user: User };

const BLOCKS = ['blocks'] as const;

export function useActs(conversation_id: string) {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (act: Act) => {
      expect(await perform(api, conversation_id, act));
    },
    onSuccess: async (_, { name }) => {
      const isBlock = name === 'block' || name === 'unblock';
      const queryKey = isBlock ? BLOCKS : membersKey(conversation_id);
      await queries.invalidateQueries({ queryKey });
    },
  });
}

export type Acts = ReturnType<typeof useActs>;

/** Whom one has blocked. */
export function useBlocked(): ReadonlySet<string> {
  const { api } = useServices();
  const { data } = useQuery({
    queryKey: BLOCKS,
    queryFn: async ({ signal }) => expect(await api.GET('/api/users/me/blocks', { signal })).users,
    select: (users) => new Set(users.map((it) => it.id)),
  });
  return data ?? NOBODY;
}

const NOBODY: ReadonlySet<string> = new Set();

async function perform(api: Api, id: string, act: Act) {
  const member = { params: { path: { id, user_id: act.user.id } } };
  const person = { params: { path: { id: act.user.id } } };
  switch (act.name) {
    case 'role': {
      const body = { role: act.role };
      return await api.PATCH('/api/conversations/{id}/members/{user_id}', { ...member, body });
    }
    case 'remove':
      return await api.DELETE('/api/conversations/{id}/members/{user_id}', member);
    case 'block':
      return await api.PUT('/api/users/{id}/block', person);
    case 'unblock':
      return await api.DELETE('/api/users/{id}/block', person);
  }
}
