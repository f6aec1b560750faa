/** Where one is not at the end: the way there, and how much there is that was not read. */
import { ArrowDown } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import { useCell, usePicked } from '@/shared/use-cell';
import { useScene } from '../scene';
import styles from './newest-pill.module.css';
import type { Viewport } from './viewport';

interface Props {
  readonly viewport: Viewport;
  /** Whether the newest message is loaded. */
  readonly isNewest: boolean;
  readonly onPress: () => void;
}

export function NewestPill({ viewport, isNewest, onPress }: Props) {
  const say = useSay();
  const { room, thread } = useScene();
  const isAtEnd = useCell(viewport.isAtEnd);
  const unread = usePicked(room.view, ({ me }) => (thread ? 0 : me.unread));
  if (isAtEnd && isNewest) return null;
  return (
    <button className={styles['pill']} data-new={unread > 0} onClick={onPress} type="button">
      <ArrowDown aria-hidden size={16} strokeWidth={2} />
      {unread > 0 ? say('timeline.unread', { count: unread }) : say('timeline.to_newest')}
    </button>
  );
}
