/** Making a conversation, and going there. */
import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type NavigateOptions, useNavigate } from 'react-router';
import { expect } from '../api/client';
import type { NewConversation } from '../api/wire';
import type { Messenger } from '../messenger/messenger';
import { partnerOf } from '../people/use-person';
import { places } from '../place';
import { useMessenger, useServices } from '../services';
import { Attempt } from './attempt';
import { entered } from './entered';

export type Wish = Omit<NewConversation, 'id'>;

interface Making extends Pick<UseMutationResult<string, Error, Wish>, 'error' | 'isPending'> {
  /** `onMade`: before one goes there. */
  readonly mutate: (wish: Wish, onMade?: () => void) => void;
}

/** `how`: one goes there, unless one has gone elsewhere meanwhile. */
export function useMakeConversation(how: NavigateOptions = {}): Making {
  const { api } = useServices();
  const messenger = useMessenger();
  const navigate = useNavigate();
  const [attempt] = useState(() => new Attempt<Wish>());
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (wish: Wish) => {
      const held = findDirect(messenger, wish);
      if (held !== undefined) return held;
      const body = { ...wish, id: attempt.idOf(wish) };
      const { id } = expect(await api.POST('/api/conversations', { body }));
      attempt.done();
      await entered(messenger.mirror, id);
      return id;
    },
  });
  const make: Making['mutate'] = (wish, onMade) => {
    const go = (id: string): void => {
      onMade?.();
      void navigate(places.conversation(id), how);
    };
    mutate(wish, { onSuccess: go });
  };
  return { mutate: make, error, isPending };
}

/** There is one for each pair: the one that is known is opened, also without a connection. */
function findDirect({ mirror, user_id }: Messenger, wish: Wish): string | undefined {
  const [other] = wish.member_ids ?? [];
  if (wish.kind !== 'direct' || other === undefined) return undefined;
  const views = mirror.views.get();
  return views.find((it) => partnerOf(it.conversation, user_id) === other)?.conversation.id;
}
