/** What lies beyond the messages that are loaded: the shape of more, or that they could not be had. */
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { Button } from '@/shared/ui/button';
import styles from './edge-row.module.css';
import type { Edge } from './feed-reader';

interface Props {
  readonly edge: Edge;
  readonly end: 'before' | 'after';
  readonly onRetry: () => void;
}

export function EdgeRow({ edge, end, onRetry }: Props) {
  const say = useSay();
  switch (edge.name) {
    case 'none':
      return <div className={end === 'before' ? styles['start'] : styles['end']} />;
    case 'more':
      return <MessageShapes />;
    case 'failed':
      return (
        <div className={styles['failed']}>
          <span>{problemText(edge.error, say)}</span>
          <Button look="quiet" onClick={onRetry}>
            {say('app.retry')}
          </Button>
        </div>
      );
  }
}

const LINES = ['long', 'short', 'middle'] as const;

/** Messages that are being loaded. */
export function MessageShapes() {
  return (
    <div aria-hidden className={styles['shapes']}>
      {LINES.map((it) => (
        <div className={styles['shape']} key={it}>
          <span className={styles['circle']} />
          <span className={styles['line']} data-line="name" />
          <span className={styles['line']} data-line={it} />
        </div>
      ))}
    </div>
  );
}
