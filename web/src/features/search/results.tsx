/** What was found, in each of its states. */
import { useSay } from '@/shared/i18n/i18n';
import { Failed, Notice } from '@/shared/ui/notice';
import { ShowMore } from '@/shared/ui/show-more';
import { Skeleton } from '@/shared/ui/skeleton';
import type { Filters } from './filters';
import { Help } from './help';
import { HitLink } from './hit-link';
import styles from './search.module.css';
import { useKeptScroll } from './use-kept-scroll';
import { type Found, isAsked } from './use-search';

interface Props {
  readonly words: string;
  readonly filters: Filters;
  readonly found: Found;
  /** Goes on in the field with this. */
  readonly onType: (text: string) => void;
}

export function Results({ words, filters, found, onType }: Props) {
  const say = useSay();
  const isAny = isAsked(words, filters);
  const hits = isAny ? (found.data ?? []) : [];
  const count = hits.length;
  const list = useKeptScroll(`${JSON.stringify(filters)} ${words}`, count > 0);
  if (!isAny) {
    return (
      <div className={styles['results']}>
        <Help onType={onType} />
      </div>
    );
  }
  const counted = found.hasNextPage
    ? say('search.more_than', { count })
    : say('search.count', { count });
  return (
    <div className={styles['results']} ref={list}>
      <p className={styles['count']} role="status">
        {count > 0 && !found.isPlaceholderData && counted}
      </p>
      {count === 0 && <NoHits found={found} words={words} />}
      <ol aria-label={say('search.hits')} data-old={found.isPlaceholderData} hidden={count === 0}>
        {hits.map((hit) => (
          <HitLink hit={hit} key={`${hit.message.conversation_id} ${hit.message.id}`} />
        ))}
      </ol>
      {count > 0 && <ShowMore more={found} />}
    </div>
  );
}

function NoHits({ found, words }: Pick<Props, 'found' | 'words'>) {
  const say = useSay();
  if (found.isFetching) return <Skeleton />;
  if (found.error) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  const said = words === '' ? say('search.nothing_so') : say('search.nothing', { words });
  return (
    <div role="status">
      <Notice words={said} />
    </div>
  );
}
