/** Who has read a message, in its menu. */
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { MenuNote } from '@/shared/ui/menu';
import { useCell } from '@/shared/use-cell';
import { useActions } from './timeline-context';

/** So many names are said; of more it is said how many. */
const MOST_NAMED = 10;

export function ReadByNote({ seq }: { readonly seq: number }) {
  const say = useSay();
  const upTo = useCell(useActions().scene.readUpTo);
  const ids = [...upTo].filter(([, read]) => read >= seq).map(([id]) => id);
  const people = usePeople(ids.slice(0, MOST_NAMED));
  if (upTo.size === 0) return null;
  const names = people.map((it) => it?.display_name ?? '…').join(', ');
  const more = ids.length - people.length;
  const all = more > 0 ? say('timeline.reacted_more', { names, more }) : names;
  return (
    <MenuNote>
      {ids.length === 0 ? say('readers.nobody') : say('readers.read_by', { names: all })}
    </MenuNote>
  );
}
