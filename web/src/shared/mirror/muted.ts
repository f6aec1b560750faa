/** Whether one wants to hear nothing of a conversation, and for how long. */
import type { Me } from '../api/wire';

/** `'good'`: until that is changed; null where it isn't muted. */
export function mutedUntil(
  me: Pick<Me, 'notify' | 'muted_until'>,
  now: Date,
): Date | 'good' | null {
  if (me.notify === 'none') return 'good';
  const until = me.muted_until ? new Date(me.muted_until) : null;
  return until && until > now ? until : null;
}
