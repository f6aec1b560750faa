/** The ways out: leaving, and, for owners, deleting it for everybody. */
import { useMutation } from '@tanstack/react-query';
import { LogOut, Trash2 } from 'lucide-react';
import { useNavigate } from 'react-router';
import { expect } from '@/shared/api/client';
import type { Conversation } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { useTitle } from '@/shared/people/use-person';
import { places } from '@/shared/place';
import { useMessenger, useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import type { May } from './may';
import styles from './members.module.css';
import { Problem } from './problem';

interface Props {
  readonly conversation: Conversation;
  readonly may: May;
}

export function Leaving({ conversation, may }: Props) {
  const say = useSay();
  const { api } = useServices();
  const { user_id } = useMessenger();
  const navigate = useNavigate();
  const title = useTitle(conversation);
  const { id } = conversation;
  const leave = useMutation({
    mutationFn: async (isForAll: boolean) => {
      const answer = isForAll
        ? await api.DELETE('/api/conversations/{id}', { params: { path: { id } } })
        : await api.DELETE('/api/conversations/{id}/members/{user_id}', {
            params: { path: { id, user_id } },
          });
      expect(answer);
    },
    onSuccess: async () => await navigate(places.home, { replace: true }),
  });
  const isPublic = conversation.visibility === 'public';
  return (
    <section aria-label={say('members.ways_out')} className={styles['leaving']}>
      <Problem error={leave.error} />
      <Confirm
        action={say('acts.leave')}
        onConfirm={() => leave.mutate(false)}
        title={say('acts.leave_title', { title })}
        trigger={
          <Button disabled={leave.isPending} look="quiet">
            <LogOut aria-hidden size={16} strokeWidth={1.75} />
            {say('acts.leave')}
          </Button>
        }
        words={isPublic ? say('acts.leave_public') : say('acts.leave_private')}
      />
      {may.manage && (
        <Confirm
          action={say('members.delete')}
          onConfirm={() => leave.mutate(true)}
          title={say('members.delete_title', { title })}
          trigger={
            <Button disabled={leave.isPending} look="danger">
              <Trash2 aria-hidden size={16} strokeWidth={1.75} />
              {say('members.delete')}
            </Button>
          }
          words={say('members.delete_words')}
        />
      )}
    </section>
  );
}
