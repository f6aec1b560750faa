import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import styles from './members.module.css';

/** Why something was not done. */
export function Problem({ error }: { readonly error: Error | null }) {
  const say = useSay();
  if (!error) return null;
  return (
    <p className={styles['problem']} role="alert">
      {problemText(error, say)}
    </p>
  );
}
