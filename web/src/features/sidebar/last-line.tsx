import type { RoomView } from '@/shared/mirror/room';
import styles from './row.module.css';
import { useLastLine } from './use-last-line';

export function LastLine({ view }: { readonly view: RoomView }) {
  const line = useLastLine(view);
  return (
    <span className={styles['line']}>
      <bdi>{line}</bdi>
    </span>
  );
}
