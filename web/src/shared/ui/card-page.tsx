/** A page with one thing to do: a card in the middle, under the mark. */
import type { ReactNode } from 'react';
import styles from './card-page.module.css';
import { Mark } from './mark';

interface Props {
  readonly children: ReactNode;
  /** Quiet, below the card. */
  readonly foot?: ReactNode;
}

export function CardPage({ children, foot }: Props) {
  return (
    <main className={styles['page']} id="main">
      <div className={styles['mark']}>
        <Mark />
      </div>
      <div className={styles['card']}>{children}</div>
      <div className={styles['foot']}>{foot}</div>
    </main>
  );
}
