/**
 * That something which one has written is sent here later, or could not be, with the way to it. Loaded by
 * `scheduled-place.tsx` alone.
 */
import { useLingui } from '@lingui/react';
import { Clock } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { useScheduled } from '@/shared/scheduled/use-scheduled';
import { Link } from '@/shared/ui/link';
import { useScene } from '../scene';
import styles from './scheduled-line.module.css';

export function ScheduledLine() {
  const say = useSay();
  const { i18n } = useLingui();
  const { conversation_id, thread } = useScene();
  const thread_id = thread?.thread_id ?? null;
  const all = useScheduled().data ?? [];
  const here = all.filter(
    (it) => it.conversation_id === conversation_id && (it.thread_id ?? null) === thread_id,
  );
  const failed = here.filter((it) => it.failed != null);
  const [next] = here.map((it) => it.send_at).sort();
  if (next === undefined) return null;
  const time = i18n.date(next, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <Link
      className={styles['line']}
      data-look={failed.length > 0 ? 'danger' : undefined}
      to={places.scheduled}
    >
      <Clock aria-hidden size={16} strokeWidth={1.75} />
      <span>
        {failed.length > 0
          ? say('later.here_failed', { count: failed.length })
          : say('later.here', { count: here.length, time })}
      </span>
    </Link>
  );
}
