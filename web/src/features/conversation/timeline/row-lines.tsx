/** What stands above a message: the day that it begins, and where reading stopped. */
import { useSay } from '@/shared/i18n/i18n';
import { useTimes } from '../use-times';
import styles from './row-lines.module.css';

export function DayLine({ at }: { readonly at: string }) {
  return (
    <div className={styles['day']}>
      <span>{useTimes().day(at)}</span>
    </div>
  );
}

export function NewLine() {
  const say = useSay();
  return (
    <div className={styles['new']}>
      <span>{say('timeline.new')}</span>
    </div>
  );
}
