/** A question before what can't be taken back. Its words say what will be so afterwards. */
import { type ReactElement, useRef, useState } from 'react';
import { useSay } from '../i18n/i18n';
import { Button } from './button';
import styles from './confirm.module.css';
import { openerOf, useOpening } from './floating';

interface Props {
  /** The button that asks for it; left out where `isOpen` is held elsewhere. */
  readonly trigger?: ReactElement<Record<string, unknown>> | undefined;
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  readonly title: string;
  readonly words: string;
  /** What the button that does it says. */
  readonly action: string;
  readonly onConfirm: () => void;
  /** Where what is confirmed can take long, and its end is the question's. */
  readonly staysOpen?: boolean;
  /** It is being done. */
  readonly isBusy?: boolean;
}

export function Confirm({
  trigger,
  isOpen,
  onOpenChange,
  title,
  words,
  action,
  onConfirm,
  staysOpen = false,
  isBusy = false,
}: Props) {
  const say = useSay();
  const [isOpenHere, setIsOpenHere] = useState(false);
  const isShown = isOpen ?? isOpenHere;
  const change = onOpenChange ?? setIsOpenHere;
  const caller = useRef<Element | null>(null);
  const floating = useOpening(isShown);
  if (!floating) return trigger ? openerOf(trigger, 'dialog', () => change(true)) : null;
  const { AlertDialog } = floating;
  return (
    <AlertDialog.Root onOpenChange={change} open={isShown}>
      {trigger !== undefined && <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>}
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={styles['overlay']} />
        <AlertDialog.Content
          className={styles['content']}
          onCloseAutoFocus={(event) => {
            // By itself it goes back to its own button, or nowhere.
            if (trigger) return;
            event.preventDefault();
            if (caller.current instanceof HTMLElement) caller.current.focus();
          }}
          onOpenAutoFocus={() => {
            caller.current = document.activeElement;
          }}
        >
          <AlertDialog.Title className={styles['title']}>{title}</AlertDialog.Title>
          <AlertDialog.Description aria-live="polite">{words}</AlertDialog.Description>
          <div className={styles['actions']}>
            <AlertDialog.Cancel asChild>
              <Button look="quiet">{say('app.cancel')}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action
              asChild
              onClick={(event) => {
                if (staysOpen) event.preventDefault();
                if (!isBusy) onConfirm();
              }}
            >
              <Button aria-busy={isBusy} aria-disabled={isBusy} look="danger">
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
