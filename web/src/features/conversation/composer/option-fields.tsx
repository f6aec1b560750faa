/** The lines for what there is to choose from: one more whenever the last is filled. */
import { X } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { IconButton } from '@/shared/ui/icon-button';
import { isComposing } from './input';
import { MOST_OPTION_CHARS, type OptionField, without, withText } from './new-poll';
import styles from './poll-dialog.module.css';

interface Props {
  readonly fields: readonly OptionField[];
  readonly isFlawed: boolean;
  readonly problem_id: string;
  readonly onChange: (fields: readonly OptionField[]) => void;
}

export function OptionFields({ fields, isFlawed, problem_id, onChange }: Props) {
  const say = useSay();
  const list = useRef<HTMLFieldSetElement>(null);
  const inputAt = (at: number) => list.current?.querySelectorAll('input')[at];
  /** From the last one Enter asks. */
  const press = (event: KeyboardEvent, at: number): void => {
    const next = inputAt(at + 1);
    if (event.key !== 'Enter' || isComposing(event.nativeEvent) || !next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <fieldset className={styles['options']} ref={list}>
      <legend className={styles['label']}>{say('polls.options')}</legend>
      {fields.map(({ id, text }, at) => (
        <div className={styles['line']} key={id}>
          <input
            aria-describedby={problem_id}
            aria-invalid={isFlawed}
            aria-label={say('polls.option_field', { number: at + 1 })}
            className={styles['field']}
            dir="auto"
            enterKeyHint="next"
            maxLength={MOST_OPTION_CHARS}
            onChange={({ target }) => onChange(withText(fields, id, target.value))}
            onKeyDown={(event) => press(event, at)}
            placeholder={say('polls.option_field', { number: at + 1 })}
            value={text}
          />
          {fields.length > 2 && (
            <IconButton
              // The empty one at the end is not there to be taken away.
              disabled={at === fields.length - 1 && text === ''}
              icon={X}
              label={say('polls.remove', { number: at + 1 })}
              onClick={() => {
                onChange(without(fields, id));
                inputAt(Math.max(0, at - 1))?.focus();
              }}
            />
          )}
        </div>
      ))}
    </fieldset>
  );
}
