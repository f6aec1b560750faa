import { type ComponentProps, useId } from 'react';
import styles from './settings.module.css';

interface Props extends ComponentProps<'select'> {
  readonly label: string;
}

/** The browser's own: a wheel under the thumb on a phone, keys on a desktop. */
export function Select({ label, ...select }: Props) {
  const id = useId();
  return (
    <div className={styles['choosing']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <select {...select} className={styles['select']} id={id} />
    </div>
  );
}
