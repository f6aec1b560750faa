import type { Conversation } from '../api/wire';
import { useSay } from '../i18n/i18n';
import styles from './visibility-choice.module.css';

type Visibility = NonNullable<Conversation['visibility']>;

interface Props {
  readonly defaultValue: Visibility;
}

/** Who can find a channel, with what either means. */
export function VisibilityChoice({ defaultValue }: Props) {
  const say = useSay();
  const choice = (value: Visibility, name: string, hint: string) => (
    <label className={styles['choice']}>
      <input defaultChecked={value === defaultValue} name="visibility" type="radio" value={value} />
      <span>
        <strong>{name}</strong>
        <span className={styles['quiet']}>{hint}</span>
      </span>
    </label>
  );
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['legend']}>{say('start.visibility')}</legend>
      {choice('public', say('start.public'), say('start.public_hint'))}
      {choice('private', say('start.private'), say('start.private_hint'))}
    </fieldset>
  );
}

/** What was chosen. */
export function visibilityIn(form: FormData): Visibility {
  return form.get('visibility') === 'public' ? 'public' : 'private';
}
