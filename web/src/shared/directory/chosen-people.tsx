import { X } from 'lucide-react';
import type { User } from '../api/wire';
import { useSay } from '../i18n/i18n';
import { Avatar } from '../ui/avatar';
import styles from './people-chooser.module.css';

interface Props {
  readonly chosen: readonly User[];
  readonly onRemove: (user: User) => void;
}

/** Each is a button that takes the person out again. */
export function ChosenPeople({ chosen, onRemove }: Props) {
  const say = useSay();
  if (chosen.length === 0) return null;
  return (
    <ul aria-label={say('directory.chosen')} className={styles['chips']}>
      {chosen.map((user) => (
        <li key={user.id}>
          <button className={styles['chip']} onClick={() => onRemove(user)} type="button">
            <Avatar size="small" user={user} />
            {/* Before the name that is seen, so that what is heard holds it. */}
            <span className="only-heard">{say('directory.take_out')}</span>{' '}
            <bdi className={styles['name']}>{user.display_name}</bdi>
            <X aria-hidden size={16} strokeWidth={1.75} />
          </button>
        </li>
      ))}
    </ul>
  );
}
