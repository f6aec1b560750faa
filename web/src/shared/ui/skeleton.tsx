/** The shape of rows that are being loaded: a picture and two lines each. */
import { useSay } from '../i18n/i18n';
import { Later } from './later';
import styles from './skeleton.module.css';

export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  const say = useSay();
  return (
    <Later>
      <div className={styles['rows']} role="status">
        <span className="only-heard">{say('app.loading')}</span>
        {Array.from({ length: rows }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows without a name, that never move
          <div aria-hidden className={styles['row']} key={index}>
            <span className={styles['circle']} />
            <span className={styles['line']} />
          </div>
        ))}
      </div>
    </Later>
  );
}
