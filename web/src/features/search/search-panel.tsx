/** Searching beside whatever is open: words, what narrows them, where to look, and what was found. */
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { useNavigationType } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import { SEARCH_FIELD } from '@/shared/place';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Panel } from '@/shared/ui/panel';
import { SearchField } from '@/shared/ui/search-field';
import { Chips } from './chips';
import { Offers, offerId } from './offers';
import { Results } from './results';
import styles from './search.module.css';
import { SearchScope } from './search-scope';
import { useAddress } from './use-address';
import { useOperators } from './use-operators';
import { isAsked, useSearch } from './use-search';

interface Props {
  /** The conversation that is open, which can be searched alone. */
  readonly conversation_id: string | undefined;
  readonly onClose: () => void;
}

export function SearchPanel({ conversation_id, onClose }: Props) {
  const say = useSay();
  const list = useId();
  const address = useAddress();
  const { text, write, words, filters, narrow } = address;
  const found = useSearch(words, filters);
  const panel = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const operators = useOperators(field, address);
  const offer = operators.offers[operators.active];
  // Whoever comes back to what was found reads on, and needs no keyboard.
  const isReturning = useNavigationType() === 'POP' && isAsked(words, filters);
  const isTyping = useRef(!isReturning);
  useEffect(() => {
    if (isTyping.current) field.current?.focus();
  }, []);
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const isInField = event.target === field.current;
    const isTaken = isInField && operators.press(event);
    if (isTaken) event.preventDefault();
    else if (event.key === 'Escape' && text !== '' && isInField) {
      write('');
      event.preventDefault();
    } else if (moved(event.key, panel.current, field.current)) event.preventDefault();
  };
  const isHere = filters.in === undefined || filters.in === conversation_id;
  const { in: _, ...others } = filters;
  const typeOn = (more: string): void => {
    const written = text === '' ? more : `${text.trimEnd()} ${more}`;
    write(written);
    operators.look(written.length);
    field.current?.focus();
  };
  return (
    <Panel onClose={onClose} title={say('search.title')}>
      <search className={styles['panel']} onKeyDown={press} ref={panel}>
        <div className={styles['asked']}>
          <div className={styles['field']}>
            <SearchField
              aria-activedescendant={offer && offerId(list, offer)}
              aria-autocomplete="list"
              aria-controls={offer && list}
              id={SEARCH_FIELD}
              label={say('search.label')}
              onBlur={() => operators.look(null)}
              onChange={(typed) => {
                write(typed);
                operators.look(field.current?.selectionStart ?? typed.length);
              }}
              ref={field}
              value={text}
            />
            <Offers id={list} operators={operators} />
          </div>
          {operators.unknown !== null && (
            <p className={styles['unknown']} role="status">
              {say('search.unknown', { text: operators.unknown })}
            </p>
          )}
          <Chips
            filters={isHere ? others : filters}
            narrow={narrow}
            onRemoved={() => field.current?.focus()}
          />
          {isHere && (
            <SearchScope
              here={conversation_id}
              only_in={filters.in ?? null}
              onChange={(id) => narrow('in', id)}
            />
          )}
          <OfflineNote words={(time) => say('search.offline', { time })} />
        </div>
        <Results filters={filters} found={found} onType={typeOn} words={words} />
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
