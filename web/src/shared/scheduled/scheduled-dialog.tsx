/** Asks when a message is sent, and of one that waits already also what it says. */
import { type FormEvent, useId, useState } from 'react';
import { clock } from '../clock';
import { useSay } from '../i18n/i18n';
import { Button } from '../ui/button';
import { SmallDialog } from '../ui/small-dialog';
import { laterProblem } from './later-problem';
import styles from './scheduled-dialog.module.css';
import { fieldTime, timeAhead } from './times';

interface Props {
  readonly at: Date;
  /** What it says now, where that can be changed here. */
  readonly text?: string;
  /** It has files, and needs no text. */
  readonly hasFiles?: boolean;
  readonly onText?: (text: string) => void;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onSet: (at: Date, text: string) => void;
  readonly onClose: () => void;
}

export function ScheduledDialog(props: Props) {
  const { at, text, hasFiles = false, onText, isBusy, error, onSet, onClose } = props;
  const isOptional = text === undefined || hasFiles;
  const say = useSay();
  const id = useId();
  const [time, setTime] = useState(() => fieldTime(at));
  const [words, setWords] = useState(text ?? '');
  const [isWrong, setIsWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // It may be asked for within another form, which would send what is written at once.
    event.stopPropagation();
    const chosen = timeAhead(time, clock.date());
    setIsWrong(!chosen);
    const isMissing = !isOptional && words.trim() === '';
    if (chosen && !(isBusy || isMissing)) onSet(chosen, words.trimEnd());
  };
  return (
    <SmallDialog onClose={onClose} title={say(text === undefined ? 'later.title' : 'later.edit')}>
      <form className={styles['form']} onSubmit={submit}>
        {text !== undefined && (
          <div className={styles['part']}>
            <label htmlFor={`${id}-text`}>{say('later.text')}</label>
            <textarea
              className={styles['field']}
              dir="auto"
              id={`${id}-text`}
              onChange={({ target }) => {
                setWords(target.value);
                onText?.(target.value);
              }}
              required={!isOptional}
              rows={4}
              value={words}
            />
          </div>
        )}
        <div className={styles['part']}>
          <label htmlFor={`${id}-time`}>{say('later.time')}</label>
          <input
            aria-describedby={`${id}-hint`}
            aria-invalid={isWrong}
            className={styles['field']}
            id={`${id}-time`}
            onChange={({ target }) => {
              setTime(target.value);
              setIsWrong(false);
            }}
            required
            type="datetime-local"
            value={time}
          />
        </div>
        <p className={styles['problem']} id={`${id}-hint`} role="alert">
          {isWrong && say('later.ahead')}
          {!isWrong && error && laterProblem(error, say)}
        </p>
        <Button aria-busy={isBusy} aria-disabled={isBusy} type="submit">
          {say('later.set')}
        </Button>
      </form>
    </SmallDialog>
  );
}
