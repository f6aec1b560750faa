/** What one says of oneself, and for how long. Loaded when it is called. */
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useRef, useState } from 'react';
import { expect } from '@/shared/api/client';
import type { EditStatus, User } from '@/shared/api/wire';
import { clock } from '@/shared/clock';
import { EmojiPopover } from '@/shared/emoji/emoji-popover';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { useUntil } from '@/shared/i18n/use-until';
import { useMe } from '@/shared/people/use-me';
import { useMessenger, useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { SmallDialog } from '@/shared/ui/small-dialog';
import { ENDINGS, type Ending, endOf } from './endings';
import styles from './person.module.css';

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const MOST_CHARS = 100;
const SMILE = '🙂';

const ENDING_WORDS = {
  half_hour: 'status.half_hour',
  hour: 'status.hour',
  four_hours: 'status.four_hours',
  today: 'status.today',
  week: 'status.week',
  never: 'status.never',
} as const satisfies Record<Ending, TextName>;

const PRESETS = [
  { emoji: '📅', words: 'status.meeting', ending: 'hour' },
  { emoji: '🥪', words: 'status.lunch', ending: 'hour' },
  { emoji: '🎯', words: 'status.focus', ending: 'four_hours' },
  { emoji: '🏡', words: 'status.home', ending: 'today' },
  { emoji: '🤒', words: 'status.ill', ending: 'today' },
  { emoji: '🌴', words: 'status.holiday', ending: 'never' },
] as const satisfies readonly { emoji: string; words: TextName; ending: Ending }[];

export function StatusDialog({ isOpen, onClose }: Props) {
  const me = useMe();
  return isOpen && me ? <Asked me={me} onClose={onClose} /> : null;
}

function Asked({ me, onClose }: { readonly me: User } & Pick<Props, 'onClose'>) {
  const say = useSay();
  const until = useUntil();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const held = me.status ?? null;
  const [text, setText] = useState(held?.text ?? '');
  const [emoji, setEmoji] = useState(held?.emoji ?? null);
  // What was chosen before stays, unless another end is chosen now.
  const [ending, setEnding] = useState<Ending | 'held'>(held ? 'held' : 'hour');
  const save = useSave(onClose);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = text.trim();
    if (said === '' && emoji === null) save.mutate(null);
    else save.mutate({ emoji, text: said, until: endTime(ending, held?.until ?? null) });
  };
  return (
    <SmallDialog onClose={onClose} title={say('status.title')}>
      <form className={styles['ends']} id={id} onSubmit={submit}>
        <div className={styles['line']}>
          <EmojiField emoji={emoji} onClosed={() => field.current?.focus()} onPick={setEmoji} />
          <input
            aria-label={say('status.text')}
            className={styles['text']}
            maxLength={MOST_CHARS}
            onChange={({ target }) => setText(target.value)}
            placeholder={say('status.text')}
            ref={field}
            value={text}
          />
        </div>
      </form>
      {text === '' && emoji === null && (
        <ul aria-label={say('status.presets')} className={styles['presets']}>
          {PRESETS.map((it) => (
            <li key={it.words}>
              <button
                className={styles['preset']}
                onClick={() => {
                  setEmoji(it.emoji);
                  setText(say(it.words));
                  setEnding(it.ending);
                  field.current?.focus();
                }}
                type="button"
              >
                <span aria-hidden>{it.emoji}</span>
                {say(it.words)}
              </button>
            </li>
          ))}
        </ul>
      )}
      <label className={styles['ends']}>
        <span className={styles['label']}>{say('status.until')}</span>
        <select
          className={styles['text']}
          onChange={({ target }) => setEnding(target.value as Ending)}
          value={ending}
        >
          {held && (
            <option value="held">
              {held.until == null ? say('status.never') : until(held.until)}
            </option>
          )}
          {ENDINGS.map((it) => (
            <option key={it} value={it}>
              {say(ENDING_WORDS[it])}
            </option>
          ))}
        </select>
      </label>
      {save.error && (
        <p className={styles['problem']} role="alert">
          {problemText(save.error, say)}
        </p>
      )}
      <div className={styles['actions']}>
        <Button aria-disabled={save.isPending} form={id} type="submit">
          {say('settings.save')}
        </Button>
        {held && (
          <Button aria-disabled={save.isPending} look="quiet" onClick={() => save.mutate(null)}>
            {say('status.clear')}
          </Button>
        )}
      </div>
    </SmallDialog>
  );
}

interface EmojiFieldProps {
  readonly emoji: string | null;
  readonly onPick: (emoji: string | null) => void;
  readonly onClosed: () => void;
}

function EmojiField({ emoji, onPick, onClosed }: EmojiFieldProps) {
  const say = useSay();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <EmojiPopover
      isOpen={isOpen}
      onClosed={onClosed}
      onOpenChange={setIsOpen}
      onPick={(picked) => {
        onPick(picked);
        setIsOpen(false);
      }}
      trigger={
        <button aria-label={say('status.emoji')} className={styles['pick']} type="button">
          {emoji ?? SMILE}
        </button>
      }
    />
  );
}

function useSave(onSaved: () => void) {
  const { api, session } = useServices();
  const { people } = useMessenger();
  return useMutation({
    mutationFn: async (status: EditStatus | null) => {
      const changed = expect(await api.PATCH('/api/users/me', { body: { status } }));
      session.learn(changed);
      people.learn([changed]);
    },
    onSuccess: onSaved,
  });
}

function endTime(ending: Ending | 'held', held: string | null): string | null {
  if (ending === 'held') return held;
  return endOf(ending, clock.date())?.toISOString() ?? null;
}
