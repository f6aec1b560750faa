/** A button that opens all emoji. Loaded by `emoji-part.ts` alone. */
import { Popover } from 'radix-ui';
import type { ReactElement } from 'react';
import { useSay } from '../i18n/i18n';
import type { MenuState } from '../ui/later-menu';
import styles from './emoji.module.css';
import { EmojiPicker } from './emoji-picker';

interface Props extends MenuState {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly onPick: (emoji: string) => void;
  /** Takes the focus when it is closed. */
  readonly onClosed: () => void;
}

export function EmojiPopover({ trigger, onPick, onClosed, isOpen, onOpenChange }: Props) {
  const say = useSay();
  return (
    <Popover.Root onOpenChange={onOpenChange} open={isOpen}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          aria-label={say('emoji.title')}
          className={styles['popover']}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
          side="top"
          sideOffset={8}
        >
          <EmojiPicker onPick={onPick} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
