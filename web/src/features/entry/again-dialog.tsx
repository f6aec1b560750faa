/**
 * Over everything, when a session has ended by itself: the same person comes back in place, with
 * their password alone, and finds all as it was. Nobody else does, as long as it is theirs.
 */
import { AlertDialog } from 'radix-ui';
import { useRef, useState } from 'react';
import type { User } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { AgainForm } from './again-form';
import styles from './entry.module.css';

export function AgainDialog({ user }: { readonly user: User }) {
  const say = useSay();
  const { session } = useServices();
  const content = useRef<HTMLDivElement>(null);
  // Where one was: there is no button that opened this, to go back to.
  const [before] = useState(() => document.activeElement);
  const name = user.display_name;
  return (
    <AlertDialog.Root open>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={styles['overlay']} />
        <AlertDialog.Content
          className={styles['dialog']}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before instanceof HTMLElement) before.focus();
          }}
          onEscapeKeyDown={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            content.current?.querySelector<HTMLInputElement>('[name=password]')?.focus();
          }}
          ref={content}
        >
          <AlertDialog.Title className={styles['dialog-title']}>
            {say('entry.again')}
          </AlertDialog.Title>
          <AlertDialog.Description>{say('session.expired', { name })}</AlertDialog.Description>
          <AgainForm username={user.username} />
          <div className={styles['other']}>
            <p>{say('entry.somebody_else', { name })}</p>
            <Confirm
              action={say('entry.forget')}
              onConfirm={() => void session.forget()}
              title={say('entry.forget_title', { name })}
              trigger={<Button look="quiet">{say('entry.forget')}</Button>}
              words={say('entry.forget_words', { name })}
            />
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
