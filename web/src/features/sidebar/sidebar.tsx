/** All conversations that one is in, and the ways to others. */
import { useDeferredValue, useMemo, useRef } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { useChord } from '@/shared/keys';
import { places, WITHIN } from '@/shared/place';
import { useMessenger } from '@/shared/services';
import { Link } from '@/shared/ui/link';
import { Notice } from '@/shared/ui/notice';
import { Skeleton } from '@/shared/ui/skeleton';
import { useCalmly, useCell, usePicked } from '@/shared/use-cell';
import { Section } from './section';
import { sectionsOf } from './sections';
import styles from './sidebar.module.css';
import { SidebarHead } from './sidebar-head';
import { useSidebarKeys } from './use-sidebar-keys';

/** So often what arrives is shown at most. */
const EVERY_MS = 200;

export function Sidebar() {
  const say = useSay();
  const { mirror } = useMessenger();
  // What is being typed goes first.
  const views = useDeferredValue(useCalmly(mirror.views, EVERY_MS));
  const isKnown = useCell(mirror.isKnown);
  // Before they are drawn, too: nobody is to be told for a moment that there are none.
  const isEmpty = usePicked(mirror.views, (all) => all.length === 0);
  const sections = useMemo(() => sectionsOf(views), [views]);
  const scroller = useRef<HTMLDivElement>(null);
  useSidebarKeys(sections);
  const chord = useChord();
  const keys = { up: chord('Alt', '↑'), down: chord('Alt', '↓'), shift: chord('Shift') };
  return (
    <div className={styles['sidebar']}>
      <SidebarHead />
      <div className={styles['list']} ref={scroller} title={say('sidebar.keys', keys)}>
        {!(isKnown && isEmpty) && views.length === 0 && <Skeleton />}
        {isKnown && isEmpty && (
          <Notice words={say('home.none')}>
            <Link state={WITHIN} to={places.start}>
              {say('sidebar.start')}
            </Link>
            <Link state={WITHIN} to={places.channels}>
              {say('sidebar.browse')}
            </Link>
          </Notice>
        )}
        {!isEmpty && views.length > 0 && (
          <>
            <Section
              name={say('sidebar.direct')}
              none={say('sidebar.direct_none')}
              scroller={scroller}
              to={places.start}
              views={sections.direct}
              way={say('sidebar.start')}
            />
            <Section
              name={say('sidebar.channels')}
              none={say('sidebar.channels_none')}
              scroller={scroller}
              to={places.channels}
              views={sections.channels}
              way={say('sidebar.browse')}
            />
          </>
        )}
      </div>
    </div>
  );
}
