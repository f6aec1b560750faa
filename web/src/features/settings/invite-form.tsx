import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { expect } from '@/shared/api/client';
import { useServer } from '@/shared/api/use-server';
import type { Conversation } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { CopyLink } from '@/shared/invite/copy-link';
import { inviteLink } from '@/shared/invite/invite-link';
import { useTitle } from '@/shared/people/use-person';
import { useMessenger, useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { useCell } from '@/shared/use-cell';
import { INVITES_KEY } from './invite-row';
import { inviteWish } from './invite-wish';
import { Select } from './select';
import styles from './settings.module.css';

export function InviteForm() {
  const say = useSay();
  const { api } = useServices();
  const { mirror } = useMessenger();
  const queries = useQueryClient();
  const name = useServer().data?.name ?? '';
  const views = useCell(mirror.views);
  const rooms = views.map((it) => it.conversation).filter((it) => it.kind !== 'direct');
  const make = useMutation({
    mutationFn: async (typed: FormData) =>
      expect(await api.POST('/api/invites', { body: inviteWish(typed) })),
    onSuccess: async () => await queries.invalidateQueries({ queryKey: INVITES_KEY }),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!make.isPending) make.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className={styles['form']} onSubmit={submit}>
      <div className={styles['pair']}>
        <Select defaultValue="7" label={say('settings.invite_days')} name="days">
          {[1, 7, 30].map((count) => (
            <option key={count} value={count}>
              {say('settings.days', { count })}
            </option>
          ))}
          <option value="">{say('settings.invite_for_ever')}</option>
        </Select>
        <Select label={say('settings.invite_uses')} name="uses">
          <option value="">{say('settings.invite_unlimited')}</option>
          {[1, 5, 25].map((count) => (
            <option key={count} value={count}>
              {say('settings.people', { count })}
            </option>
          ))}
        </Select>
      </div>
      <Select label={say('settings.invite_to')} name="conversation_id">
        <option value="">{say('settings.invite_to_place')}</option>
        {rooms.map((it) => (
          <RoomOption conversation={it} key={it.id} />
        ))}
      </Select>
      {make.error && (
        <p className={styles['error']} role="alert">
          {problemText(make.error, say)}
        </p>
      )}
      <div className={styles['actions']}>
        <Button aria-disabled={make.isPending} type="submit">
          {say('invite.make')}
        </Button>
      </div>
      {make.data && (
        <CopyLink
          key={make.data.code}
          label={say('invite.link')}
          link={inviteLink(make.data, location.origin)}
          text={say('invite.text', { name })}
        />
      )}
    </form>
  );
}

function RoomOption({ conversation }: { readonly conversation: Conversation }) {
  const title = useTitle(conversation);
  return <option value={conversation.id}>{title}</option>;
}
