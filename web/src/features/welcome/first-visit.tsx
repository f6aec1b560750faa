/** A few words for whoever is here for the first time, until they move on, write or close them. */
import { X } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useServer } from '@/shared/api/use-server';
import { useSay } from '@/shared/i18n/i18n';
import { useMessenger } from '@/shared/services';
import { IconButton } from '@/shared/ui/icon-button';
import { useCell } from '@/shared/use-cell';
import styles from './welcome.module.css';

/** In the state of the address: gone with the place, there again after a reload. */
export const FIRST_VISIT = { isFirstVisit: true } as const;

export function FirstVisit() {
  const say = useSay();
  const name = useServer().data?.name;
  const { pathname, search, state } = useLocation();
  const navigate = useNavigate();
  const hasWritten = useCell(useMessenger().outbox.entries).length > 0;
  const close = useEffectEvent(
    () => void navigate(`${pathname}${search}`, { replace: true, state: null }),
  );
  useEffect(() => {
    if (hasWritten && isFirstVisit(state)) close();
  }, [hasWritten, state]);
  if (!isFirstVisit(state) || name === undefined) return null;
  return (
    <aside aria-label={say('place.welcome')} className={styles['first']}>
      <p>{say('home.first_visit', { name })}</p>
      <IconButton icon={X} label={say('place.close')} onClick={close} />
    </aside>
  );
}

function isFirstVisit(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'isFirstVisit' in state;
}
