/** What may be meant by what is being typed, above the composer. Loaded by `completer.tsx` alone. */
import { AtSign, Hash, Lock, type LucideIcon } from 'lucide-react';
import { useEffect, useEffectEvent, useImperativeHandle } from 'react';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { Avatar } from '@/shared/ui/avatar';
import type { Sign } from './begun';
import type { CompleterProps } from './completer';
import styles from './suggestions.module.css';
import { useCompletion } from './use-completion';
import type { Suggested } from './use-suggested';

interface Words {
  readonly list: TextName;
  readonly count: TextName;
}

const WORDS: Readonly<Record<Sign, Words>> = {
  '@': { list: 'mention.people', count: 'mention.suggested' },
  '#': { list: 'mention.channels', count: 'mention.suggested_channels' },
  ':': { list: 'mention.emoji', count: 'mention.suggested_emoji' },
};

function suggestionId(id: string, one: Suggested): string {
  return `${id}-${one.id}`;
}

export function Suggestions({ field, id, ref, onActive, onTaken }: CompleterProps) {
  const say = useSay();
  const completion = useCompletion(field, onTaken);
  const { sign, suggested, active, take } = completion;
  const words = WORDS[sign];
  useImperativeHandle(ref, () => completion);
  const chosen = suggested[active];
  const chosen_id = chosen && suggestionId(id, chosen);
  useEffect(() => onActive(chosen_id), [chosen_id, onActive]);
  // Something may have been begun before this was there.
  const begin = useEffectEvent(() => {
    if (document.activeElement === field.current) completion.look();
  });
  useEffect(() => begin(), []);
  return (
    <>
      <span className="only-heard" role="status">
        {suggested.length > 0 && say(words.count, { count: suggested.length })}
      </span>
      {suggested.length > 0 && (
        <div aria-label={say(words.list)} className={styles['list']} id={id} role="listbox">
          {suggested.map((one, index) => (
            <Suggestion
              id={suggestionId(id, one)}
              isActive={index === active}
              key={one.id}
              onTake={() => take(one)}
              one={one}
            />
          ))}
        </div>
      )}
    </>
  );
}

interface SuggestionProps {
  readonly id: string;
  readonly isActive: boolean;
  readonly one: Suggested;
  readonly onTake: () => void;
}

function Suggestion({ id, isActive, one, onTake }: SuggestionProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, which names the active one
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the text
    <div
      aria-selected={isActive}
      className={styles['suggestion']}
      id={id}
      onClick={onTake}
      onPointerDown={(event) => event.preventDefault()}
      role="option"
    >
      <Picture of={one} />
      <bdi className={styles['name']}>{one.name}</bdi>
      <More of={one} />
    </div>
  );
}

function Picture({ of: one }: { readonly of: Suggested }) {
  switch (one.kind) {
    case 'person':
      return one.user ? <Avatar size="small" user={one.user} /> : <Round icon={AtSign} />;
    case 'channel':
      return <Round icon={one.channel.visibility === 'private' ? Lock : Hash} />;
    case 'emoji':
      return (
        <span aria-hidden className={styles['emoji']}>
          {one.text}
        </span>
      );
  }
}

function Round({ icon: Icon }: { readonly icon: LucideIcon }) {
  return (
    <span className={styles['sign']}>
      <Icon aria-hidden size={16} strokeWidth={1.75} />
    </span>
  );
}

/** What tells it from another one of its name. */
function More({ of: one }: { readonly of: Suggested }) {
  switch (one.kind) {
    case 'person':
      return <span className={styles['more']}>{`@${one.username}`}</span>;
    case 'channel':
      return one.channel.topic ? <bdi className={styles['more']}>{one.channel.topic}</bdi> : null;
    case 'emoji':
      return null;
  }
}
