import { Link } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import styles from './page.module.css';

export function MissingPage() {
  const say = useSay();
  return (
    <main className={styles['page']}>
      <h1>{say('place.missing')}</h1>
      <Link to="/">{say('place.start')}</Link>
    </main>
  );
}
