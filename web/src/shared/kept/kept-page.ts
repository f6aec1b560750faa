import type { Page, Place } from '../timeline/timeline';
import type { KeptStore } from './kept';

/**
 * A page of what was kept, where one opens a conversation anew. Null where the place is not in it, and
 * for what lies beyond the ends of what is on the screen: that may be of another revision.
 */
export async function keptPage(
  store: KeptStore,
  conversation_id: string,
  place: Place,
): Promise<Page | null> {
  if ('before' in place || 'after' in place) return null;
  const kept = await store.messages(conversation_id);
  const first = kept?.messages[0]?.seq;
  const last = kept?.messages.at(-1)?.seq;
  if (!kept || first === undefined || last === undefined) return null;
  // The first that is not read may be the first that is not kept.
  if ('around' in place && !(first <= place.around && place.around <= last + 1)) return null;
  const { as_of, messages } = kept;
  return { as_of, messages: [...messages], has_more_before: first > 1, has_more_after: false };
}
