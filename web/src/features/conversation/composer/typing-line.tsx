/** Who else is writing, in a line whose room is always kept. It isn't read out: it changes too often. */
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import styles from './composer.module.css';

/** More are several. */
const NAMED = 2;

export function TypingLine() {
  const say = useSay();
  const { messenger, conversation_id, thread } = useScene();
  const typing = useCell(messenger.typing.of(conversation_id));
  // Nobody says in which thread they write.
  const ids = thread ? [] : typing;
  const people = usePeople(ids.slice(0, NAMED));
  const [one, two] = people.map((it) => it?.display_name ?? '…');
  return <p className={styles['typing']}>{words()}</p>;

  function words(): string {
    if (ids.length > NAMED) return say('typing.several');
    if (one !== undefined && two !== undefined) return say('typing.two', { one, two });
    return one === undefined ? '' : say('typing.one', { name: one });
  }
}
