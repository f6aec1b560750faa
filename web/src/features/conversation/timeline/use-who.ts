/** Who reacted, or voted. */
import type { Reaction } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';

/** So many names are said; of more it is said how many. */
const MOST_NAMED = 10;

/** Their names; the empty text as long as none is known. */
export function useWho({ count, user_ids }: Pick<Reaction, 'count' | 'user_ids'>): string {
  const say = useSay();
  const known = usePeople(user_ids.slice(0, MOST_NAMED)).flatMap((it) => it?.display_name ?? []);
  const names = known.join(', ');
  const more = count - known.length;
  return names !== '' && more > 0 ? say('timeline.reacted_more', { names, more }) : names;
}
