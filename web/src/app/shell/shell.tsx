/**
 * What somebody who is logged in sees around every place: the list at the side, the place in the
 * middle, and what is called beside it. Where there is no room for all of it, one covers the other.
 */
import { Suspense, useEffect, useEffectEvent, useRef } from 'react';
import { Outlet, useLocation } from 'react-router';
import { completionPart } from '@/features/conversation/composer/completer';
import { fileParts } from '@/features/conversation/file-parts';
import { conversationMenu } from '@/features/conversation/more-about';
import { announcer } from '@/features/conversation/timeline/announcer-part';
import { bar } from '@/features/conversation/timeline/bar';
import { failurePart } from '@/features/conversation/timeline/failure-place';
import { marked } from '@/features/conversation/timeline/marked';
import { palette } from '@/features/conversation/timeline/palette';
import { readersPart } from '@/features/conversation/timeline/readers-part';
import { accountMenu } from '@/features/sidebar/account';
import { Sidebar } from '@/features/sidebar/sidebar';
import { emojiPart } from '@/shared/emoji/emoji-part';
import { useSay } from '@/shared/i18n/i18n';
import { Part } from '@/shared/part';
import { places } from '@/shared/place';
import { useServices } from '@/shared/services';
import { loadFloating } from '@/shared/ui/floating';
import { Skeleton } from '@/shared/ui/skeleton';
import { sender } from '@/shared/uploads/sender';
import { useCell } from '@/shared/use-cell';
import { Boundary } from '../boundary';
import { preloadPlaces } from '../lazy-place';
import { CalledPlace, palette as called, person } from './called-place';
import { ConnectionLine } from './connection-line';
import { focusMain, isFocusLost, LIST_ID } from './focus-main';
import styles from './shell.module.css';
import { SidePanel } from './side-panel';
import { useHasSaid } from './use-has-said';
import { usePanel } from './use-panel';
import { useWorkerNews } from './use-worker-news';

/** By then what was asked for is there. */
const IDLE_MS = 3_000;

const offer = new Part(async () => {
  const { Offer } = await import('@/features/offer/offer');
  return { Offer };
});

export function Shell() {
  const say = useSay();
  const { pathname } = useLocation();
  const panel = usePanel();
  useWorkerNews();
  const hasSaid = useHasSaid();
  const offered = useCell(offer.loaded);
  const { notifying } = useServices();
  useEffect(() => {
    const timer = setTimeout(() => {
      const parts = [
        failurePart,
        announcer,
        readersPart,
        fileParts,
        bar,
        conversationMenu,
        accountMenu,
        completionPart,
        emojiPart,
        palette,
        marked,
        called,
        person,
        sender,
        notifying,
        offer,
      ].map(async (it) => await it.load());
      void Promise.allSettled([preloadPlaces(), loadFloating(), ...parts]);
    }, IDLE_MS);
    return () => clearTimeout(timer);
  }, [notifying]);
  const came_from = useRef('');
  const arrive = (): void => {
    // What was pressed is gone, and the focus with it.
    if (isFocusLost()) focusMain(came_from.current);
    came_from.current = pathname;
  };
  return (
    <div
      className={styles['shell']}
      data-at={pathname === places.home ? 'list' : 'place'}
      data-panel={panel !== null}
      data-talk={pathname.startsWith('/c/')}
    >
      <button className={styles['skip']} onClick={() => focusMain()} type="button">
        {say('app.skip')}
      </button>
      <div className={styles['side']}>
        <nav aria-label={say('sidebar.label')} className={styles['list']} id={LIST_ID}>
          <Sidebar />
        </nav>
        {hasSaid && offered instanceof Object && <offered.Offer />}
      </div>
      <div className={styles['place']}>
        <Boundary place={pathname}>
          <Suspense fallback={<Skeleton />}>
            <Outlet />
            <Arrival key={pathname} onArrive={arrive} />
          </Suspense>
        </Boundary>
      </div>
      {panel && <SidePanel className={styles['panel'] ?? ''} panel={panel} />}
      <CalledPlace />
      <ConnectionLine />
    </div>
  );
}

/** Beside the place, so that it is told when that is there, and not while it is loading. */
function Arrival({ onArrive }: { readonly onArrive: () => void }) {
  const arrive = useEffectEvent(onArrive);
  useEffect(() => arrive(), []);
  return null;
}
