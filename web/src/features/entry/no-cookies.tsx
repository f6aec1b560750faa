import { useSay } from '@/shared/i18n/i18n';
import styles from './entry.module.css';

/** This browser would forget who logged in. */
export function NoCookies() {
  const say = useSay();
  return (
    <p className={styles['warning']} role="alert">
      {say('entry.no_cookies')}
    </p>
  );
}
