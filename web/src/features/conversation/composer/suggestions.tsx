/** The names that an `@` may become, above the composer. Loaded by `completer.tsx` alone. */
import { AtSign } from 'lucide-react';
import { useEffect, useEffectEvent, useImperativeHandle } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { Avatar } from '@/shared/ui/avatar';
import type { CompleterProps } from './completer';
import styles from './suggestions.module.css';
import type { Mentioned } from './use-candidates';
import { useCompletion } from './use-completion';

function suggestionId(id: string, person: Mentioned): string {
  return `${id}-${person.id}`;
}

export function Suggestions({ field, id, ref, onActive, onTaken }: CompleterProps) {
  const say = useSay();
  const completion = useCompletion(field, onTaken);
  const { people, active, take } = completion;
  useImperativeHandle(ref, () => completion);
  const chosen = people[active];
  const chosen_id = chosen && suggestionId(id, chosen);
  useEffect(() => onActive(chosen_id), [chosen_id, onActive]);
  // A name may have been begun before this was there.
  const begin = useEffectEvent(() => {
    if (document.activeElement === field.current) completion.look();
  });
  useEffect(() => begin(), []);
  return (
    <>
      <span className="only-heard" role="status">
        {people.length > 0 && say('mention.suggested', { count: people.length })}
      </span>
      {people.length > 0 && (
        <div aria-label={say('mention.people')} className={styles['list']} id={id} role="listbox">
          {people.map((person, index) => (
            <Suggestion
              id={suggestionId(id, person)}
              isActive={index === active}
              key={person.id}
              onTake={() => take(person)}
              person={person}
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
  readonly person: Mentioned;
  readonly onTake: () => void;
}

function Suggestion({ id, isActive, person, onTake }: SuggestionProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, which names the active one
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the text
    <div
      aria-selected={isActive}
      className={styles['person']}
      id={id}
      onClick={onTake}
      onPointerDown={(event) => event.preventDefault()}
      role="option"
    >
      {person.user ? (
        <Avatar size="small" user={person.user} />
      ) : (
        <span className={styles['everybody']}>
          <AtSign aria-hidden size={16} strokeWidth={1.75} />
        </span>
      )}
      <bdi className={styles['name']}>{person.name}</bdi>
      <span className={styles['username']}>{`@${person.username}`}</span>
    </div>
  );
}
