/** A button that opens the palette of reactions, which is downloaded when it is wanted first. */
import { lazy, type ReactElement, Suspense } from 'react';
import type { Message } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { openerOf, useOpening } from '@/shared/ui/floating';
import styles from './reactions.module.css';
import { useActions } from './timeline-context';

const ReactionPalette = lazy(async () => {
  const { ReactionPalette } = await import('./reaction-palette');
  return { default: ReactionPalette };
});

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
  const floating = useOpening(isOpen);
  if (!floating) return openerOf(children, 'dialog', () => onOpenChange(true));
  const { Popover } = floating;
  return (
    <Popover.Root onOpenChange={onOpenChange} open={isOpen}>
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
            <Suspense fallback={null}>
              <ReactionPalette message={message} onPick={pick} />
            </Suspense>
          </Popover.Content>
        </Popover.Portal>
      )}
    </Popover.Root>
  );
}
