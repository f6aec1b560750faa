/** A button that opens the palette of reactions. */
import { type ReactElement, useEffect, useState } from 'react';
import type { Message } from '@/shared/api/wire';
import { emojiPart } from '@/shared/emoji/emoji-part';
import { useSay } from '@/shared/i18n/i18n';
import { openerOf, useOpening } from '@/shared/ui/floating';
import { useCell } from '@/shared/use-cell';
import { palette } from './palette';
import styles from './reactions.module.css';
import { useActions } from './timeline-context';

interface Props {
  readonly message: Message;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** The button. */
  readonly children: ReactElement<Record<string, unknown>>;
}

export function ReactionPicker({ message, isOpen, onOpenChange, children }: Props) {
  const say = useSay();
  const actions = useActions();
  const pick = (emoji: string): void => {
    actions.react(message, emoji);
    onOpenChange(false);
  };
  const [isAll, setIsAll] = useState(false);
  const change = (isOpen: boolean): void => {
    if (isOpen) setIsAll(false);
    onOpenChange(isOpen);
  };
  const emoji = useCell(emojiPart.loaded);
  const floating = useOpening(isOpen);
  const loaded = useCell(palette.loaded);
  useEffect(() => {
    if (isOpen) void palette.load();
  }, [isOpen]);
  if (!(floating && loaded instanceof Object)) {
    return openerOf(children, 'dialog', () => {
      void palette.load();
      change(true);
    });
  }
  const { Popover } = floating;
  return (
    <Popover.Root onOpenChange={change} open={isOpen}>
      <Popover.Trigger asChild>{children}</Popover.Trigger>
      {isOpen && (
        <Popover.Portal>
          <Popover.Content
            align="end"
            aria-label={say('timeline.react')}
            className={styles['palette']}
            collisionPadding={8}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              actions.focus(message.id);
            }}
            side="top"
            sideOffset={4}
          >
            {isAll && emoji instanceof Object ? (
              <emoji.EmojiPicker onPick={pick} />
            ) : (
              <loaded.ReactionPalette
                message={message}
                onMore={() => {
                  void emojiPart.load();
                  setIsAll(true);
                }}
                onPick={pick}
              />
            )}
          </Popover.Content>
        </Popover.Portal>
      )}
    </Popover.Root>
  );
}
