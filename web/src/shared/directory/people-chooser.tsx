/**
 * Choosing people: a field that finds them, the list of those found below it, and those chosen as
 * chips. The keys work from the field, which keeps the focus (the combobox pattern with a list that
 * is always open).
 */
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { User } from '../api/wire';
import { useSay } from '../i18n/i18n';
import { useMessenger } from '../services';
import { type ChooserKey, chooserKey, step } from './chooser-key';
import { ChosenPeople } from './chosen-people';
import { FoundPeople, optionId } from './found-people';
import { isCalled } from './is-called';
import styles from './people-chooser.module.css';
import { useFoundPeople } from './use-found-people';

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly chosen: readonly User[];
  readonly onChange: (chosen: readonly User[]) => void;
  /** Who is in already, and can't be chosen. */
  readonly present?: ReadonlySet<string>;
  /** Whether the list waits until somebody goes there. */
  readonly isFolded?: boolean;
  /** Whether it was called just now, and has the focus. */
  readonly autoFocus?: boolean;
}

const NOBODY: ReadonlySet<string> = new Set();

export function PeopleChooser({
  label,
  hint,
  chosen,
  onChange,
  present = NOBODY,
  isFolded = false,
  autoFocus = false,
}: Props) {
  const say = useSay();
  const { user_id } = useMessenger();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [pointed, setPointed] = useState<string | null>(null);
  const [isEntered, setIsEntered] = useState(false);
  const { found, isOld } = useFoundPeople(text);
  const isOpen = !isFolded || isEntered || text !== '';
  const people = (found.data ?? []).filter((it) => it.id !== user_id);
  const open = people.filter((it) => !present.has(it.id));
  // What was found for other words may hold somebody who is not meant.
  const meant = isOld ? open.filter((it) => isCalled(it, text)) : open;
  const first = text.trim() === '' ? undefined : meant[0];
  const active = open.find((it) => it.id === pointed) ?? first;

  const toggle = (user: User): void => {
    const isChosen = chosen.some((it) => it.id === user.id);
    onChange(isChosen ? chosen.filter((it) => it.id !== user.id) : [...chosen, user]);
    setText('');
    field.current?.focus();
  };
  const act = (key: ChooserKey): void => {
    const last = chosen.at(-1);
    if (key === 'next') setPointed(step(open, active, 1)?.id ?? null);
    if (key === 'previous') setPointed(step(open, active, -1)?.id ?? null);
    if (key === 'toggle' && active) toggle(active);
    if (key === 'clear') setText('');
    if (key === 'remove' && last) toggle(last);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const now = { text, isPointing: active !== undefined, hasChosen: chosen.length > 0 };
    const key = chooserKey(event.key, now);
    if (key === null) return;
    // Neither the form nor the panel around it is meant.
    event.preventDefault();
    act(key);
  };

  return (
    <div className={styles['chooser']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      {hint !== undefined && (
        <p className={styles['hint']} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <ChosenPeople chosen={chosen} onRemove={toggle} />
      <input
        aria-activedescendant={active && optionId(id, active)}
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        aria-expanded={isOpen && people.length > 0}
        autoCapitalize="none"
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: only where somebody has asked for it
        autoFocus={autoFocus}
        className={styles['field']}
        id={id}
        onChange={(event) => {
          setText(event.target.value);
          setPointed(null);
        }}
        onFocus={() => setIsEntered(true)}
        onKeyDown={press}
        placeholder={say('directory.placeholder')}
        ref={field}
        role="combobox"
        spellCheck={false}
        type="text"
        value={text}
      />
      <FoundPeople
        active={active}
        chosen={chosen}
        found={found}
        id={id}
        isOpen={isOpen}
        onToggle={toggle}
        people={people}
        present={present}
        text={text.trim()}
      />
    </div>
  );
}
