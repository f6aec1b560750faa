/** Where a message shows what it asks: its options alone, as high as they will be, until more is loaded. */
import { usePart } from '@/shared/part';
import { pollPart } from '../poll-part';
import styles from './poll-place.module.css';
import type { Row } from './row';

export interface PollProps {
  readonly row: Row;
  readonly isActive: boolean;
}

export function PollPlace(props: PollProps) {
  const loaded = usePart(pollPart);
  if (loaded instanceof Object) return <loaded.PollView {...props} />;
  return (
    <ul className={styles['options']} dir="auto">
      {props.row.message.poll?.options.map((it) => (
        <li key={it}>{it}</li>
      ))}
    </ul>
  );
}
