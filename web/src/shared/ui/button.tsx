import type { ComponentProps } from 'react';
import styles from './button.module.css';

interface Props extends ComponentProps<'button'> {
  /** `main`: the one thing that this screen is about. */
  readonly look?: 'main' | 'quiet' | 'danger';
}

export function Button({ look = 'main', type = 'button', ...rest }: Props) {
  return <button {...rest} className={styles[look]} type={type} />;
}
