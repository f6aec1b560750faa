import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './icon-button.module.css';

interface Props extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon;
  /** Its name: said by a screen reader, and shown when the pointer rests on it. */
  readonly label: string;
}

export function IconButton({ icon: Icon, label, type = 'button', ...rest }: Props) {
  return (
    <button {...rest} aria-label={label} className={styles['button']} title={label} type={type}>
      <Icon aria-hidden size={20} strokeWidth={1.75} />
    </button>
  );
}
