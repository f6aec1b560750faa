/** What one changes about oneself, this device, and (who may) the place. */
import type { ReactNode } from 'react';
import { Route, Routes, useMatch } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { useServices } from '@/shared/services';
import { Link } from '@/shared/ui/link';
import { Notice } from '@/shared/ui/notice';
import { Page } from '@/shared/ui/page';
import { useCell } from '@/shared/use-cell';
import { Invites } from './invites';
import { Notifications } from './notifications/notifications';
import { Profile } from './profile';
import { Sessions } from './sessions';
import styles from './settings.module.css';

export function SettingsPage() {
  const say = useSay();
  const state = useCell(useServices().session.state);
  if (!('user' in state)) return null;
  const { role } = state.user;
  const canInvite = role === 'owner' || role === 'admin';
  return (
    <Page title={say('place.settings')}>
      <nav aria-label={say('place.settings')} className={styles['tabs']}>
        <Tab to={places.settings}>{say('settings.profile')}</Tab>
        <Tab to={places.sessions}>{say('settings.sessions')}</Tab>
        <Tab to={places.notifications}>{say('settings.notifications')}</Tab>
        {canInvite && <Tab to={places.invites}>{say('settings.invites')}</Tab>}
      </nav>
      <Routes>
        <Route element={<Sessions />} path="sessions" />
        <Route element={<Notifications />} path="notifications" />
        <Route element={canInvite ? <Invites /> : <NoInvites />} path="invites" />
        <Route element={<Profile user={state.user} />} path="*" />
      </Routes>
    </Page>
  );
}

/** For whoever was sent here by somebody who may. */
function NoInvites() {
  const say = useSay();
  return (
    <Notice words={say('settings.invites_forbidden')}>
      <Link to={places.settings}>{say('settings.invites_back')}</Link>
    </Notice>
  );
}

interface TabProps {
  readonly to: string;
  readonly children: ReactNode;
}

function Tab({ to, children }: TabProps) {
  const isHere = useMatch(to) !== null;
  return (
    <Link aria-current={isHere ? 'page' : undefined} className={styles['tab']} to={to}>
      {children}
    </Link>
  );
}
