/**
 * All emoji, to take one: found by words, in one's own tone of skin, the last ones first. The arrow keys
 * move among them, and go back to the field above. Loaded when it is wanted.
 */
import { Tabs } from 'radix-ui';
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useSay } from '../i18n/i18n';
import { isTouch } from '../touch';
import { Later } from '../ui/later';
import { Failed } from '../ui/notice';
import { SearchField } from '../ui/search-field';
import { useCell } from '../use-cell';
import { type EmojiGroup, findEmoji, inTone } from './catalogue';
import styles from './emoji.module.css';
import { recent, tone, took } from './habits';
import { moved } from './moved';
import { ToneChoice } from './tone-choice';
import { useCatalogue } from './use-catalogue';

interface Props {
  readonly onPick: (emoji: string) => void;
}

export function EmojiPicker({ onPick }: Props) {
  const say = useSay();
  const [text, setText] = useState('');
  const query = useDeferredValue(text.trim());
  const [chosen, setChosen] = useState('0');
  const { data, error, refetch } = useCatalogue();
  const groups = useGroups(data, query);
  const pick = (emoji: string): void => {
    took(emoji);
    onPick(emoji);
  };
  const picker = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What opened it may be gone; on a phone a keyboard would cover what one came for.
    if (!isTouch()) picker.current?.querySelector('input')?.focus();
  }, []);
  const fromField = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const first = picker.current?.querySelector<HTMLElement>('[data-emoji]');
    if (event.key === 'ArrowDown') first?.focus();
    else if (event.key === 'Enter' && query !== '') first?.click();
    else return;
    event.preventDefault();
  };
  const shown = groups?.filter((it) => it.all.length > 0);
  const active = shown?.[query === '' ? Number(chosen) : 0];
  return (
    <div className={styles['picker']} data-picker ref={picker}>
      <div className={styles['head']}>
        <SearchField
          label={say('emoji.search')}
          onChange={setText}
          onKeyDown={fromField}
          value={text}
        />
        <ToneChoice />
      </div>
      <div className={styles['all']}>
        {query === '' && active && shown && (
          <Tabs.Root onValueChange={setChosen} value={chosen}>
            <Tabs.List aria-label={say('emoji.groups')} className={styles['tabs']}>
              {shown.map(({ name, all }, at) => (
                <Tabs.Trigger
                  aria-label={name}
                  className={styles['tab']}
                  key={name}
                  title={name}
                  value={String(at)}
                >
                  {name === say('emoji.recent') ? '🕘' : all[0]?.emoji}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            <Tabs.Content tabIndex={-1} value={chosen}>
              <Group group={active} onPick={pick} />
            </Tabs.Content>
          </Tabs.Root>
        )}
        {query !== '' && active && <Group group={active} onPick={pick} />}
        {groups === null && !error && (
          <Later>
            <EmojiShapes />
          </Later>
        )}
        {error && <Failed error={error} onRetry={() => void refetch()} />}
        {shown && !active && <p className={styles['none']}>{say('emoji.none')}</p>}
      </div>
      <p className="only-heard" role="status">
        {query !== '' && groups && say('emoji.found', { count: groups[0]?.all.length ?? 0 })}
      </p>
    </div>
  );
}

const SHAPES = Array.from({ length: 48 }, (_, at) => at);

/** Emoji that are being loaded. */
function EmojiShapes() {
  const say = useSay();
  return (
    <div className={styles['shapes']} role="status">
      <span className="only-heard">{say('app.loading')}</span>
      {SHAPES.map((it) => (
        <span aria-hidden className={styles['shape']} key={it} />
      ))}
    </div>
  );
}

/** Null until they are there. */
function useGroups(
  data: readonly EmojiGroup[] | undefined,
  query: string,
): readonly EmojiGroup[] | null {
  const say = useSay();
  // Those of when it was opened: nothing moves while one looks.
  const [last] = useState(recent);
  return useMemo(() => {
    if (!data) return null;
    if (query !== '') return [{ name: say('emoji.results'), all: findEmoji(data, query) }];
    const all = data.flatMap((it) => it.all);
    const found = last.flatMap((it) => {
      const known = all.find(({ emoji, tones }) => emoji === it || tones?.includes(it));
      return known ? { ...known, emoji: it, tones: null } : [];
    });
    return [{ name: say('emoji.recent'), all: found }, ...data];
  }, [data, query, last, say]);
}

interface GroupProps extends Props {
  readonly group: EmojiGroup;
}

/** Its first one is where the Tab key goes: all others are an arrow away. */
function Group({ group, onPick }: GroupProps) {
  const shade = useCell(tone);
  return (
    <>
      <h2 className={styles['name']}>{group.name}</h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its buttons are what is pressed */}
      <div className={styles['grid']} onKeyDown={(event) => move(event)}>
        {group.all.map((it, at) => (
          <button
            aria-label={it.label}
            className={styles['choice']}
            data-emoji
            key={it.emoji}
            onClick={() => onPick(inTone(it, shade))}
            tabIndex={at === 0 ? 0 : -1}
            title={it.label}
            type="button"
          >
            {inTone(it, shade)}
          </button>
        ))}
      </div>
    </>
  );
}

function move(event: KeyboardEvent<HTMLElement>): void {
  const all = [...event.currentTarget.querySelectorAll('button')];
  const at = all.findIndex((it) => it.matches(':focus'));
  const to = moved(event, at, all);
  if (to === null) return;
  event.preventDefault();
  const field = event.currentTarget.closest('[data-picker]')?.querySelector('input');
  if (to < 0) field?.focus();
  else all[to]?.focus();
}
