import { useMutation } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import { useServer } from '@/shared/api/use-server';
import type { Invite } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { CopyLink } from '@/shared/invite/copy-link';
import { inviteLink } from '@/shared/invite/invite-link';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { StepHeading } from './step-heading';
import styles from './welcome.module.css';

/** Long enough for whoever is asked today, and it ends by itself. */
const WEEK_SECS = 7 * 24 * 60 * 60;

interface Props {
  /** Made before. */
  readonly invite: Invite | null;
  readonly onMade: (invite: Invite) => void;
  readonly onDone: () => void;
}

export function InviteStep({ invite, onMade, onDone }: Props) {
  const say = useSay();
  const { api } = useServices();
  const server = useServer().data;
  const name = server?.name ?? '';
  // The step is for the owner, who may change it.
  const lead = server?.registration === 'open' ? 'welcome.invite_open' : 'welcome.invite_lead';
  const make = useMutation({
    mutationFn: async () =>
      expect(await api.POST('/api/invites', { body: { expires_in: WEEK_SECS } })),
    onSuccess: onMade,
  });
  return (
    <div className={styles['form']}>
      <StepHeading lead={say(lead)} title={say('welcome.invite_title')} />
      {invite ? (
        <CopyLink
          label={say('invite.link')}
          link={inviteLink(invite, location.origin)}
          text={say('invite.text', { name })}
        />
      ) : (
        <Button
          aria-disabled={make.isPending}
          onClick={() => {
            if (!make.isPending) make.mutate();
          }}
        >
          {say('invite.make')}
        </Button>
      )}
      {make.error && (
        <p className={styles['error']} role="alert">
          {problemText(make.error, say)}
        </p>
      )}
      <Button look="quiet" onClick={onDone}>
        {say(invite ? 'welcome.next' : 'welcome.skip')}
      </Button>
    </div>
  );
}
