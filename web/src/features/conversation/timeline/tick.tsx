/** Whether a message is one of those that are chosen. */
import { useSay } from '@/shared/i18n/i18n';
import { choose } from './choose';
import styles from './chosen.module.css';
import type { Row } from './row';
import { useActions } from './timeline-context';

interface Props {
  readonly row: Row;
  readonly isChosen: boolean;
  readonly tabIndex: number;
}

export function Tick({ row, isChosen, tabIndex }: Props) {
  const say = useSay();
  const { scene } = useActions();
  return (
    <label className={styles['tick']}>
      <input
        aria-label={say('acts.choose')}
        checked={isChosen}
        className={styles['box']}
        onChange={() => choose(scene, row.message)}
        tabIndex={tabIndex}
        type="checkbox"
      />
    </label>
  );
}
