/**
 * What somebody who is logged in sees around every place: the list at the side, the place in the
 * middle, and what is called beside it. Where there is no room for all of it, one covers the other.
 */
import { Suspense } from 'react';
import { Outlet, useLocation } from 'react-router';
import { Sidebar } from '@/features/sidebar/sidebar';
import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { Skeleton } from '@/shared/ui/skeleton';
import styles from './shell.module.css';
import { SidePanel } from './side-panel';

export function Shell() {
  const say = useSay();
  const { pathname } = useLocation();
  return (
    <div className={styles['shell']} data-at={pathname === places.home ? 'list' : 'place'}>
      <nav aria-label={say('sidebar.label')} className={styles['side']}>
        <Sidebar />
      </nav>
      <div className={styles['place']}>
        <Suspense fallback={<Skeleton />}>
          <Outlet />
        </Suspense>
      </div>
      <SidePanel className={styles['panel'] ?? ''} />
    </div>
  );
}
