/** What one changes about oneself, this device, and (who may) the place. */
import { NavLink, Route, Routes } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { useServices } from '@/shared/services';
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
  const tab = styles['tab'] ?? '';
  return (
    <Page title={say('place.settings')}>
      <nav aria-label={say('place.settings')} className={styles['tabs']}>
        <NavLink className={tab} end to={places.settings}>
          {say('settings.profile')}
        </NavLink>
        <NavLink className={tab} to={places.sessions}>
          {say('settings.sessions')}
        </NavLink>
        <NavLink className={tab} to={places.notifications}>
          {say('settings.notifications')}
        </NavLink>
        {canInvite && (
          <NavLink className={tab} to={places.invites}>
            {say('settings.invites')}
          </NavLink>
        )}
      </nav>
      <Routes>
        <Route element={<Sessions />} path="sessions" />
        <Route element={<Notifications />} path="notifications" />
        {canInvite && <Route element={<Invites />} path="invites" />}
        <Route element={<Profile user={state.user} />} path="*" />
      </Routes>
    </Page>
  );
}
