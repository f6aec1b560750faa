/** A place that fills the main column: its name, the way back on a phone, and what is in it. */
import type { ReactNode } from 'react';
import { places } from '../place';
import { PlaceTitle } from '../place-title';
import { BackLink } from './back-link';
import styles from './page.module.css';

interface Props {
  readonly title: string;
  /** Where the way back leads. */
  readonly back?: string;
  /** At the end of the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, back = places.home, actions, children }: Props) {
  return (
    <main className={styles['page']} id="main">
      <PlaceTitle title={title} />
      <header className={styles['header']}>
        <BackLink to={back} />
        <h1 className={styles['title']}>{title}</h1>
        {actions}
      </header>
      <div className={styles['body']}>
        <div className={styles['column']}>{children}</div>
      </div>
    </main>
  );
}
