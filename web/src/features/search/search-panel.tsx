/** Searching beside whatever is open: words, where to look, and what was found. */
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useNavigationType } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import { SEARCH_FIELD } from '@/shared/place';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Panel } from '@/shared/ui/panel';
import { SearchField } from '@/shared/ui/search-field';
import { Results } from './results';
import styles from './search.module.css';
import { SearchScope } from './search-scope';
import { useAddress } from './use-address';
import { useSearch } from './use-search';

interface Props {
  /** The conversation that is open, which can be searched alone. */
  readonly conversation_id: string | undefined;
  readonly onClose: () => void;
}

export function SearchPanel({ conversation_id, onClose }: Props) {
  const say = useSay();
  const address = useAddress();
  const { text, write, words, only_in, searchIn } = address;
  const found = useSearch(words, only_in);
  const panel = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // Whoever comes back to what was found reads on, and needs no keyboard.
  const isReturning = useNavigationType() === 'POP' && words !== '';
  const isTyping = useRef(!isReturning);
  useEffect(() => {
    if (isTyping.current) field.current?.focus();
  }, []);
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && text !== '' && event.target === field.current) write('');
    else if (!moved(event.key, panel.current, field.current)) return;
    event.preventDefault();
  };
  return (
    <Panel onClose={onClose} title={say('search.title')}>
      <search className={styles['panel']} onKeyDown={press} ref={panel}>
        <div className={styles['asked']}>
          <SearchField
            id={SEARCH_FIELD}
            label={say('search.label')}
            onChange={write}
            ref={field}
            value={text}
          />
          <SearchScope here={conversation_id} only_in={only_in} onChange={searchIn} />
          <OfflineNote words={(time) => say('search.offline', { time })} />
        </div>
        <Results found={found} only_in={only_in} words={words} />
      </search>
    </Panel>
  );
}

/** The arrows go from hit to hit, and from the first one to the field. */
function moved(key: string, panel: HTMLElement | null, field: HTMLInputElement | null): boolean {
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return false;
  const hits = [...(panel?.querySelectorAll<HTMLElement>('[data-hit]') ?? [])];
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? hits.indexOf(focused) : -1;
  if (at === -1 && focused !== field) return false;
  const next = key === 'ArrowDown' ? hits[at + 1] : (hits[at - 1] ?? field);
  next?.focus();
  return next !== undefined && next !== null;
}
