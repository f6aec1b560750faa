import { useEffect, useState } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import styles from './entry.module.css';

const SLOW_MS = 1_500;

/** Said while an answer takes longer than anybody expects. */
export function Slow() {
  const say = useSay();
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className={styles['slow']} role="status">
      {isSlow && say('entry.slow')}
    </p>
  );
}
