import { useSay } from '@/shared/i18n/i18n';
import styles from './start.module.css';

/** Who can find a channel, with what either means. */
export function VisibilityChoice() {
  const say = useSay();
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['legend']}>{say('start.visibility')}</legend>
      <label className={styles['choice']}>
        <input defaultChecked name="visibility" type="radio" value="public" />
        <span>
          <strong>{say('start.public')}</strong>
          <span className={styles['quiet']}>{say('start.public_hint')}</span>
        </span>
      </label>
      <label className={styles['choice']}>
        <input name="visibility" type="radio" value="private" />
        <span>
          <strong>{say('start.private')}</strong>
          <span className={styles['quiet']}>{say('start.private_hint')}</span>
        </span>
      </label>
    </fieldset>
  );
}
