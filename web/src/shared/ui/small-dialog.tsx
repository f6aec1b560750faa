/** A small dialog over the page. Whoever opened it by a key or a press has the focus again afterwards. */
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { useSay } from '../i18n/i18n';
import { IconButton } from './icon-button';
import styles from './small-dialog.module.css';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function SmallDialog({ title, onClose, children }: Props) {
  const say = useSay();
  const caller = useRef<Element | null>(null);
  return (
    <Dialog.Root onOpenChange={(isOpen) => !isOpen && onClose()} open>
      <Dialog.Portal>
        <Dialog.Overlay className={styles['overlay']} />
        <Dialog.Content
          aria-describedby={undefined}
          className={styles['dialog']}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (caller.current instanceof HTMLElement) caller.current.focus();
          }}
          onOpenAutoFocus={() => {
            caller.current = document.activeElement;
          }}
        >
          <div className={styles['head']}>
            <Dialog.Title className={styles['title']}>
              <bdi>{title}</bdi>
            </Dialog.Title>
            <Dialog.Close asChild>
              <IconButton icon={X} label={say('place.close')} />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
