/** What is done to people in a conversation. One at a time; what became of the last is shown. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Api, expect } from '@/shared/api/client';
import type { Member, User } from '@/shared/api/wire';
import { useServices } from '@/shared/services';
import { membersKey } from './use-members';

type Act =
  | { readonly name: 'role'; readonly user: User; readonly role: Member['role'] }
  | { readonly name: 'remove'; readonly user: User };

export function useActs(conversation_id: string) {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (act: Act) => {
      expect(await perform(api, conversation_id, act));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: membersKey(conversation_id) });
    },
  });
}

export type Acts = ReturnType<typeof useActs>;

async function perform(api: Api, id: string, act: Act) {
  const member = { params: { path: { id, user_id: act.user.id } } };
  switch (act.name) {
    case 'role': {
      const body = { role: act.role };
      return await api.PATCH('/api/conversations/{id}/members/{user_id}', { ...member, body });
    }
    case 'remove':
      return await api.DELETE('/api/conversations/{id}/members/{user_id}', member);
  }
}
