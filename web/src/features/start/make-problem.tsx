/** Why a conversation was not made, where that is not said beside a field. */
import { makeProblemText } from '@/shared/directory/make-problem-text';
import { useSay } from '@/shared/i18n/i18n';
import styles from './start.module.css';

export function MakeProblem({ error }: { readonly error: Error | null }) {
  const say = useSay();
  const words = error && makeProblemText(error, say);
  if (!words) return null;
  return (
    <p className={styles['problem']} role="alert">
      {words}
    </p>
  );
}
