/**
 * The first run of a server: its owner names it, invites somebody, says hello. Each step can be
 * left out, and the way back is the browser's.
 */
import { useState } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import type { Invite } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { PlaceTitle } from '@/shared/place-title';
import { useServices } from '@/shared/services';
import { CardPage } from '@/shared/ui/card-page';
import { Link } from '@/shared/ui/link';
import { useCell } from '@/shared/use-cell';
import { HelloStep } from './hello-step';
import { InviteStep } from './invite-step';
import { NameStep } from './name-step';
import styles from './welcome.module.css';

const STEPS = ['name', 'invite', 'hello'] as const;
type Step = (typeof STEPS)[number];

export function WelcomePage() {
  const say = useSay();
  const state = useCell(useServices().session.state);
  const [query, setQuery] = useSearchParams();
  // Whoever goes back finds the link that they made.
  const [invite, setInvite] = useState<Invite | null>(null);
  if (!('user' in state) || state.user.role !== 'owner')
    return <Navigate replace to={places.home} />;
  const step = STEPS.find((it) => it === query.get('step')) ?? 'name';
  const at = STEPS.indexOf(step);
  const go = (next: Step) => (): void => setQuery({ step: next });
  return (
    <CardPage
      foot={
        <p>
          <Link className={styles['leave']} to={places.home}>
            {say('welcome.leave')}
          </Link>
        </p>
      }
    >
      <PlaceTitle title={say('place.welcome')} />
      <p className={styles['progress']}>
        {say('welcome.step', { at: at + 1, count: STEPS.length })}
      </p>
      {step === 'name' && <NameStep onDone={go('invite')} />}
      {step === 'invite' && <InviteStep invite={invite} onDone={go('hello')} onMade={setInvite} />}
      {step === 'hello' && <HelloStep user={state.user} />}
    </CardPage>
  );
}
