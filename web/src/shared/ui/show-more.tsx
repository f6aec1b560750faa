/** The end of a list that goes on: it loads by itself when it is reached, and by its button. */
import { useEffect, useRef } from 'react';
import { useSay } from '../i18n/i18n';
import { problemText } from '../i18n/problem-text';
import { Button } from './button';
import styles from './show-more.module.css';

interface Props {
  readonly more: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: Error | null;
    readonly fetchNextPage: () => unknown;
  };
  /** Whether reaching it is enough. */
  readonly isAuto?: boolean;
}

export function ShowMore({ more, isAuto = false }: Props) {
  const say = useSay();
  const end = useRef<HTMLDivElement>(null);
  const { fetchNextPage, isFetchingNextPage, isFetchNextPageError, error } = more;
  const isWaiting = isAuto && more.hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!(isWaiting && end.current)) return;
    const watch = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting) fetchNextPage();
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [isWaiting, fetchNextPage]);
  if (!more.hasNextPage) return null;
  return (
    <div className={styles['more']} ref={end}>
      {isFetchNextPageError && error && <p role="alert">{problemText(error, say)}</p>}
      <Button disabled={isFetchingNextPage} look="quiet" onClick={() => fetchNextPage()}>
        {isFetchingNextPage ? say('app.loading') : say('app.more')}
      </Button>
    </div>
  );
}
