/** Writes a poll: a question, what there is to choose from, and until when. */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { clock } from '@/shared/clock';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { Button } from '@/shared/ui/button';
import { SmallDialog } from '@/shared/ui/small-dialog';
import { useScene } from '../scene';
import { askPoll } from './ask-poll';
import { ENDINGS, type Ending, type Flaw, flawOf, madeOf } from './new-poll';
import { OptionFields } from './option-fields';
import styles from './poll-dialog.module.css';
import { usePollDraft } from './use-poll-draft';

const ENDING_WORDS = {
  never: 'polls.never',
  hour: 'polls.hour',
  day: 'polls.day',
  three_days: 'polls.three_days',
  week: 'polls.week',
} as const satisfies Record<Ending, TextName>;

const FLAW_WORDS = {
  no_question: 'polls.no_question',
  too_long: 'polls.too_long',
  too_few: 'polls.too_few',
  same: 'polls.same',
} as const satisfies Record<Flaw, TextName>;

/** `begun`: what was typed of the question already. */
export function PollDialog({ begun }: { readonly begun: string }) {
  const say = useSay();
  const scene = useScene();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // After the dialog has given the focus to its first button, and knows where it came from.
    const timer = setTimeout(() => field.current?.focus());
    return () => clearTimeout(timer);
  }, []);
  const problem = `${id}-problem`;
  const { written, change, keep, done } = usePollDraft(begun);
  const { question, fields, multiple, ending } = written;
  // Nobody is told what is missing before they have tried.
  const [wasTried, setWasTried] = useState(false);
  const flaw = wasTried ? flawOf(written) : null;
  const close = (): void => {
    keep();
    scene.asking.set(null);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasTried(true);
    if (flawOf(written)) return;
    const { body, poll } = madeOf(written, clock.date());
    askPoll(scene, body, poll);
    done();
    close();
  };
  return (
    <SmallDialog onClose={close} title={say('polls.title')}>
      <form className={styles['form']} noValidate onSubmit={submit}>
        <div className={styles['named']}>
          <label className={styles['label']} htmlFor={`${id}-question`}>
            {say('polls.question')}
          </label>
          <textarea
            aria-describedby={problem}
            aria-invalid={flaw === 'no_question' || flaw === 'too_long'}
            className={styles['question']}
            dir="auto"
            id={`${id}-question`}
            onChange={({ target }) => change({ question: target.value })}
            ref={field}
            rows={2}
            value={question}
          />
        </div>
        <OptionFields
          fields={fields}
          isFlawed={flaw === 'too_few' || flaw === 'same'}
          onChange={(changed) => change({ fields: changed })}
          problem_id={problem}
        />
        <label className={styles['tick']}>
          <input
            checked={multiple}
            onChange={({ target }) => change({ multiple: target.checked })}
            type="checkbox"
          />
          {say('polls.several')}
        </label>
        <div className={styles['named']}>
          <label className={styles['label']} htmlFor={`${id}-ends`}>
            {say('polls.ends')}
          </label>
          <select
            className={styles['field']}
            id={`${id}-ends`}
            onChange={({ target }) => change({ ending: target.value as Ending })}
            value={ending}
          >
            {ENDINGS.map((it) => (
              <option key={it} value={it}>
                {say(ENDING_WORDS[it])}
              </option>
            ))}
          </select>
        </div>
        <p className={styles['problem']} id={problem} role="alert">
          {flaw && say(FLAW_WORDS[flaw])}
        </p>
        <div className={styles['actions']}>
          <Button look="quiet" onClick={close}>
            {say('app.cancel')}
          </Button>
          <Button type="submit">{say('polls.create')}</Button>
        </div>
      </form>
    </SmallDialog>
  );
}
