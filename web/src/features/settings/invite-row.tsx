import { useLingui } from '@lingui/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { expect } from '@/shared/api/client';
import { useServer } from '@/shared/api/use-server';
import type { Invite } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { CopyLink } from '@/shared/invite/copy-link';
import { inviteLink } from '@/shared/invite/invite-link';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { InviteGoal } from './invite-goal';
import styles from './settings.module.css';

/** Under what the list is kept. */
export const INVITES_KEY = ['invites'] as const;

export function InviteRow({ invite }: { readonly invite: Invite }) {
  const say = useSay();
  const { i18n } = useLingui();
  const name = useServer().data?.name ?? '';
  const [isOpen, setIsOpen] = useState(false);
  const { code, uses, max_uses, expires_at } = invite;
  const used = max_uses
    ? say('settings.invite_used_of', { uses, most: max_uses })
    : say('settings.invite_used', { uses });
  const until = expires_at
    ? say('settings.invite_until', { time: i18n.date(expires_at, { dateStyle: 'medium' }) })
    : say('settings.invite_no_end');
  return (
    <li className={styles['row']}>
      <div className={styles['names']}>
        <span className={styles['code']}>{`/join/${code}`}</span>
        <span className={styles['quiet']}>
          {`${used} · ${until}`}
          {invite.conversation_id && <InviteGoal id={invite.conversation_id} />}
        </span>
      </div>
      <div className={styles['actions']}>
        <Button aria-expanded={isOpen} look="quiet" onClick={() => setIsOpen(!isOpen)}>
          {say('settings.invite_show')}
        </Button>
        <EndInvite code={code} />
      </div>
      {isOpen && (
        <div className={styles['wide']}>
          <CopyLink
            label={say('invite.link')}
            link={inviteLink(invite, location.origin)}
            text={say('invite.text', { name })}
          />
        </div>
      )}
    </li>
  );
}

function EndInvite({ code }: Pick<Invite, 'code'>) {
  const say = useSay();
  const { api } = useServices();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: async () => {
      const answer = await api.DELETE('/api/invites/{code}', { params: { path: { code } } });
      // Somebody else has ended it.
      if (answer.response.status !== 404) expect(answer);
    },
    onSuccess: async () => await queries.invalidateQueries({ queryKey: INVITES_KEY }),
  });
  return (
    <>
      <Confirm
        action={say('settings.invite_end')}
        onConfirm={() => end.mutate()}
        title={say('settings.invite_end_title')}
        trigger={<Button look="quiet">{say('settings.invite_end')}</Button>}
        words={say('settings.invite_end_words')}
      />
      {end.error && (
        <span className={styles['error']} role="alert">
          {problemText(end.error, say)}
        </span>
      )}
    </>
  );
}
