/** A screen or a part of one that has nothing to show: what is so, and one thing to do. */
import type { ReactNode } from 'react';
import { useSay } from '../i18n/i18n';
import { problemText } from '../i18n/problem-text';
import { Button } from './button';
import styles from './notice.module.css';

export function Notice({
  words,
  children,
}: {
  readonly words: string;
  /** The action: a button or a link. */
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles['notice']}>
      <p>{words}</p>
      {children}
    </div>
  );
}

export function Failed({
  error,
  onRetry,
}: {
  readonly error: Error;
  readonly onRetry: () => void;
}) {
  const say = useSay();
  return (
    <div className={styles['notice']} role="alert">
      <p>{problemText(error, say)}</p>
      <Button look="quiet" onClick={onRetry}>
        {say('app.retry')}
      </Button>
    </div>
  );
}
