import type { Ref } from 'react';
import styles from './card-heading.module.css';

interface Props {
  readonly title: string;
  readonly lead: string | undefined;
  /** For whoever gives it the focus, so that the card is read from its top. */
  readonly heading: Ref<HTMLHeadingElement>;
}

/** What a card is about. */
export function CardHeading({ title, lead, heading }: Props) {
  return (
    <header className={styles['header']}>
      <h1 className={styles['title']} ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead !== undefined && <p className={styles['lead']}>{lead}</p>}
    </header>
  );
}
