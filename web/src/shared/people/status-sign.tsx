/** What somebody says of themselves, as a sign beside their name. */
import type { User } from '../api/wire';
import styles from './status-sign.module.css';

/** In place of an emoji. */
const WORDS = '💬';

export function StatusSign({ user }: { readonly user: User | null }) {
  const status = user?.status;
  if (!status) return null;
  const { emoji, text } = status;
  const sign = emoji ?? WORDS;
  return (
    <span aria-label={text || sign} className={styles['sign']} role="img" title={text}>
      {sign}
    </span>
  );
}
