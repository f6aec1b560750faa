/** A place that fills the main column: its name, the way back on a phone, and what is in it. */
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useSay } from '../i18n/i18n';
import { places } from '../place';
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
  const say = useSay();
  return (
    <main className={styles['page']} id="main">
      <header className={styles['header']}>
        <Link aria-label={say('place.back')} className={styles['back']} to={back}>
          <ArrowLeft aria-hidden size={20} strokeWidth={1.75} />
        </Link>
        <h1 className={styles['title']}>{title}</h1>
        {actions}
      </header>
      <div className={styles['body']}>
        <div className={styles['column']}>{children}</div>
      </div>
    </main>
  );
}
