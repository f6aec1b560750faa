/** Who has read up to a message, at the end of its line: it takes no room, and nothing moves for it. */
import { useLingui } from '@lingui/react';
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { Avatar } from '@/shared/ui/avatar';
import styles from './readers.module.css';

/** `ids`: with commas between. */
export function Readers({ ids }: { readonly ids: string }) {
  const say = useSay();
  const { i18n } = useLingui();
  const people = usePeople(ids.split(','));
  const names = people.flatMap((it) => it?.display_name ?? []).join(', ');
  const words = say('readers.read_by', { names });
  const [first] = people;
  return (
    <span aria-label={words} className={styles['readers']} role="img" title={words}>
      {people.length === 1 ? (
        <Avatar size="tiny" user={first ?? null} />
      ) : (
        <span className={styles['count']}>{i18n.number(people.length)}</span>
      )}
    </span>
  );
}
