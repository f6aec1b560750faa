/** That one hears nothing of this conversation, and until when. */
import { useLingui } from '@lingui/react';
import { BellOff } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import { mutedUntil } from '@/shared/mirror/muted';
import { usePicked } from '@/shared/use-cell';
import { useNow } from '@/shared/use-now';
import styles from './conversation-header.module.css';
import { untilFormat } from './mute';
import { useScene } from './scene';

export function MutedSign() {
  const say = useSay();
  const { i18n } = useLingui();
  const { room } = useScene();
  const now = useNow();
  const until = usePicked(room.view, ({ me }) => {
    const until = mutedUntil(me, now);
    return until instanceof Date ? until.getTime() : (until ?? '');
  });
  if (until === '') return null;
  const at = typeof until === 'number' ? new Date(until) : null;
  const words = at
    ? say('conversation.muted_until', { time: i18n.date(at, untilFormat(at, now)) })
    : say('conversation.muted');
  return (
    <span className={styles['muted']} title={words}>
      <BellOff aria-hidden size={16} strokeWidth={1.75} />
      <span>{words}</span>
    </span>
  );
}
