import { useSay } from '@/shared/i18n/i18n';
import { unsent } from '@/shared/messenger/item';
import type { RoomView } from '@/shared/mirror/room';
import { useMessenger } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';
import { withoutMarks } from '@/shared/without-marks';
import { oneLine } from './use-last-line';

/** What one said last and the server has not confirmed, in one line; the empty text for none. */
export function useUnsentLine({ conversation }: RoomView): string {
  const say = useSay();
  const { outbox } = useMessenger();
  return usePicked(outbox.entries, (all) => {
    const here = all.filter((it) => it.change.conversation_id === conversation.id);
    // What is stored is in the outbox no more.
    const last = unsent(here, () => false).at(-1);
    if (!last || 'message' in last) return '';
    const { body, uploads = [] } = last.change;
    const text = oneLine(withoutMarks(body)) || say('files.several', { count: uploads.length });
    if (last.type === 'failed') return say('sidebar.unsent', { text });
    return conversation.members_count > 1 ? say('sidebar.own_line', { text }) : text;
  });
}
