import { useEffect, useRef } from 'react';
import styles from './welcome.module.css';

interface Props {
  readonly title: string;
  readonly lead: string;
}

/** Takes the focus, so that the next step is read and the keyboard goes on from its top. */
export function StepHeading({ title, lead }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <header className={styles['header']}>
      <h1 className={styles['title']} ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className={styles['lead']}>{lead}</p>
    </header>
  );
}
