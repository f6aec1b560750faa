/** Nothing is chosen yet. On a phone this is the list itself, and nobody sees this. */

import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { PlaceTitle } from '@/shared/place-title';
import { Link } from '@/shared/ui/link';
import { Notice } from '@/shared/ui/notice';
import styles from './home.module.css';

export function HomePage() {
  const say = useSay();
  return (
    <main className={styles['page']} id="main">
      <PlaceTitle title="" />
      <h1 className="only-heard">{say('home.title')}</h1>
      <Notice words={say('home.choose')}>
        <p className={styles['ways']}>
          <Link to={places.start}>{say('sidebar.start')}</Link>
          <Link to={places.channels}>{say('sidebar.browse')}</Link>
        </p>
      </Notice>
    </main>
  );
}
