import { useSay } from '@/shared/i18n/i18n';
import styles from './page.module.css';

export function LoadingPage() {
  const say = useSay();
  return (
    <main className={styles['page']}>
      <p role="status">{say('app.loading')}</p>
    </main>
  );
}
