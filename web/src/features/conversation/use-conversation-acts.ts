/** What is done with the open conversation as a whole; it is asked over HTTP, and shows when told. */
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { expect } from '@/shared/api/client';
import type { Me } from '@/shared/api/wire';
import { places } from '@/shared/place';
import { useServices } from '@/shared/services';
import { trayOf } from './composer/tray';
import { useScene } from './scene';

/** What one hears of it; what isn't named stays. */
export type Wish = Partial<Pick<Me, 'notify' | 'muted_until'>>;

export function useNotify() {
  const { api } = useServices();
  const { room, conversation_id } = useScene();
  return useMutation({
    mutationFn: async (wish: Wish) => {
      const params = { path: { id: conversation_id } };
      const { notify, muted_until = null } = { ...room.view.get().me, ...wish };
      const body = { notify, muted_until };
      expect(await api.PUT('/api/conversations/{id}/preferences', { params, body }));
    },
  });
}

export function useLeave() {
  const { api } = useServices();
  const { messenger, conversation_id } = useScene();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      const params = { path: { id: conversation_id, user_id: messenger.user_id } };
      expect(await api.DELETE('/api/conversations/{id}/members/{user_id}', { params }));
    },
    onSuccess: async () => {
      messenger.drafts.erase(conversation_id);
      for (const { id } of trayOf(messenger, conversation_id)) messenger.uploads.cancel(id);
      await navigate(places.home, { replace: true });
    },
  });
}
