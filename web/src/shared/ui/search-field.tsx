/** A line to type in what is looked for. Its name is seen as long as nothing is typed. */
import type { ComponentProps } from 'react';
import styles from './search-field.module.css';

interface Props extends Omit<ComponentProps<'input'>, 'onChange' | 'type'> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

export function SearchField({ label, onChange, ...rest }: Props) {
  return (
    <input
      {...rest}
      aria-label={label}
      autoComplete="off"
      className={styles['field']}
      enterKeyHint="search"
      onChange={(event) => onChange(event.target.value)}
      placeholder={label}
      type="search"
    />
  );
}
