import { type ReactNode, useId } from 'react';
import styles from './settings.module.css';

interface Props {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}

export function Section({ title, lead, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles['section']}>
      <h2 className={styles['heading']} id={id}>
        {title}
      </h2>
      {lead !== undefined && <p className={styles['quiet']}>{lead}</p>}
      {children}
    </section>
  );
}
