/** A place beside the conversation, or over it where there is no room: its name, and a way out. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useSay } from '../i18n/i18n';
import { IconButton } from './icon-button';
import styles from './panel.module.css';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  /** What is in it fills it, and scrolls by itself. */
  readonly isWhole?: boolean;
  readonly children: ReactNode;
}

export function Panel({ title, onClose, isWhole = false, children }: Props) {
  const say = useSay();
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // The focus waits around it, unless the person took it elsewhere meanwhile.
    if (document.activeElement?.contains(panel.current)) panel.current?.focus();
  }, []);
  return (
    <aside
      aria-labelledby={id}
      className={styles['panel']}
      onKeyDown={(event) => {
        // An input method has its own use for that key.
        if (event.nativeEvent.isComposing || event.defaultPrevented) return;
        if (event.key === 'Escape') onClose();
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
      <div className={styles['body']} data-whole={isWhole}>
        {children}
      </div>
    </aside>
  );
}
