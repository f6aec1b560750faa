/** What stands above a message: the day that it begins, and where reading stopped. */
import { clock } from '@/shared/clock';
import { useSay } from '@/shared/i18n/i18n';
import { useCell } from '@/shared/use-cell';
import { useTimes } from '../use-times';
import styles from './row-lines.module.css';

export function DayLine({ at }: { readonly at: string }) {
  // Which day is today may be learned after it is shown.
  useCell(clock.ahead_ms);
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
