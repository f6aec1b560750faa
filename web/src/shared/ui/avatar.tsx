/**
 * A person's picture, and whether they are here; their first letters, on a hue that is theirs for good,
 * where there is none or as long as it is not loaded.
 */
import { memo } from 'react';
import type { User } from '../api/wire';
import styles from './avatar.module.css';
import { hueOf } from './hue';
import { Photo } from './photo';

interface Props {
  /** Null while it is not known who that is. */
  readonly user: Pick<User, 'id' | 'display_name' | 'avatar'> | null;
  readonly size?: 'tiny' | 'small' | 'medium' | 'large';
  /** The dot; what it means is said elsewhere, in words. */
  readonly isOnline?: boolean;
}

export const Avatar = memo(function Avatar(props: Props) {
  const { user, size = 'medium', isOnline = false } = props;
  return (
    <span
      aria-hidden
      className={styles['avatar']}
      data-hue={user ? hueOf(user.id) : undefined}
      data-size={size}
    >
      {user ? initials(user.display_name, size) : ''}
      {user?.avatar != null && <Photo id={user.avatar} />}
      {isOnline && <span className={styles['online']} />}
    </span>
  );
});

/** Of the first and the last word, where there is room; whole characters, however put together. */
function initials(name: string, size: Props['size']): string {
  const words = name.split(/\s+/u).filter((it) => it !== '');
  const picked =
    words.length > 1 && size !== 'small' && size !== 'tiny'
      ? [words[0], words.at(-1)]
      : words.slice(0, 1);
  return picked.map((it) => firstCharacter(it ?? '')).join('');
}

// Making one takes longer than all the rest of a picture.
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstCharacter(word: string): string {
  const [first] = characters.segment(word);
  return (first?.segment ?? '').toLocaleUpperCase();
}
