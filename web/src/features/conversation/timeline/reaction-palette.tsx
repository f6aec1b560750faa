/** The reactions that are most wanted, with their names; the arrow keys move between them. */
import { Plus } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Message } from '@/shared/api/wire';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import styles from './reactions.module.css';

const EMOJI = [
  ['👍', 'emoji.thumbs_up'],
  ['❤️', 'emoji.heart'],
  ['😂', 'emoji.joy'],
  ['😮', 'emoji.surprise'],
  ['😢', 'emoji.sad'],
  ['🙏', 'emoji.thanks'],
  ['🎉', 'emoji.party'],
  ['👏', 'emoji.clap'],
  ['🔥', 'emoji.fire'],
  ['👀', 'emoji.eyes'],
  ['✅', 'emoji.done'],
  ['💯', 'emoji.hundred'],
  ['🤔', 'emoji.thinking'],
  ['😅', 'emoji.phew'],
  ['👎', 'emoji.thumbs_down'],
] as const satisfies readonly (readonly [string, TextName])[];

const ALONG: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
const DOWN: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

interface Props {
  readonly message: Message;
  readonly onPick: (emoji: string) => void;
  /** All others. */
  readonly onMore: () => void;
}

export function ReactionPalette({ message, onPick, onMore }: Props) {
  const say = useSay();
  const [at, setAt] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    grid.current?.querySelectorAll('button')[at]?.focus();
  }, [at]);
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const isMirrored = getComputedStyle(event.currentTarget).direction === 'rtl';
    const along = (ALONG[event.key] ?? 0) * (isMirrored ? -1 : 1);
    const step = along === 0 ? DOWN[event.key] : along;
    if (step === undefined) return;
    event.preventDefault();
    const choices = event.currentTarget.querySelectorAll('button');
    // The style says how many stand in a line: what is above or below is what is seen there.
    const isReached = (it: number): boolean =>
      event.key in ALONG || choices[it]?.offsetLeft === choices[at]?.offsetLeft;
    const line = [...choices.keys()].filter(isReached);
    setAt(line.at((line.indexOf(at) + step) % line.length) ?? at);
  };
  const isMine = (emoji: string): boolean =>
    message.reactions.find((it) => it.emoji === emoji)?.mine ?? false;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its buttons are what is pressed
    <div className={styles['grid']} onKeyDown={move} ref={grid}>
      {EMOJI.map(([emoji, name], index) => (
        <button
          aria-label={say(name)}
          aria-pressed={isMine(emoji)}
          className={styles['choice']}
          key={emoji}
          onClick={() => onPick(emoji)}
          tabIndex={index === at ? 0 : -1}
          title={say(name)}
          type="button"
        >
          {emoji}
        </button>
      ))}
      <button
        aria-label={say('emoji.more')}
        className={styles['choice']}
        onClick={onMore}
        tabIndex={at === EMOJI.length ? 0 : -1}
        title={say('emoji.more')}
        type="button"
      >
        <Plus aria-hidden size={20} strokeWidth={1.75} />
      </button>
    </div>
  );
}
