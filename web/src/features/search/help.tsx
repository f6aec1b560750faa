/** What can be searched for, before anything is: each way of narrowing can be pressed, too. */
import { useSay } from '@/shared/i18n/i18n';
import styles from './search.module.css';
import { WAYS } from './use-offers';

export function Help({ onType }: { readonly onType: (text: string) => void }) {
  const say = useSay();
  return (
    <div className={styles['help']}>
      <p>{say('search.help')}</p>
      <h3 className={styles['ways-title']}>{say('search.narrow')}</h3>
      <ul className={styles['ways']}>
        {WAYS.map(({ text, words }) => (
          <li key={text}>
            {/* Written on with a space it is taken at once. */}
            <button
              className={styles['way']}
              onClick={() => onType(text.endsWith(':') ? text : `${text} `)}
              type="button"
            >
              <code dir="ltr">{text}</code>
              <span>{say(words)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
