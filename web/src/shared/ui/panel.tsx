/** A place beside the conversation, or over it where there is no room: its name, and a way out. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useSay } from '../i18n/i18n';
import { IconButton } from './icon-button';
import styles from './panel.module.css';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Panel({ title, onClose, children }: Props) {
  const say = useSay();
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => focusWithin(panel.current), []);
  return (
    <aside
      aria-labelledby={id}
      className={styles['panel']}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
      ref={panel}
      tabIndex={-1}
    >
      <header className={styles['header']}>
        <h2 className={styles['title']} id={id}>
          {title}
        </h2>
        <IconButton icon={X} label={say('place.close')} onClick={onClose} />
      </header>
      <div className={styles['body']}>{children}</div>
    </aside>
  );
}

/** The focus comes in, unless it is in already, and goes back to what called the panel. */
function focusWithin(panel: HTMLElement | null): () => void {
  const before = document.activeElement;
  if (!panel?.contains(before)) panel?.focus();
  return () => {
    const isLost =
      document.activeElement === document.body || panel?.contains(document.activeElement);
    if (isLost && before instanceof HTMLElement) before.focus();
  };
}
