/** What can be done with something: a button that opens a list of words. */
import type { LucideIcon } from 'lucide-react';
import { createContext, type ReactElement, type ReactNode, use, useRef, useState } from 'react';
import { openerOf, useFloating, useOpening } from './floating';
import styles from './menu.module.css';

interface Props {
  /** The button. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly align?: 'start' | 'end';
  /** Where it is held elsewhere. */
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** Prevented where the focus goes back to something else than the button. */
  readonly onCloseAutoFocus?: (event: Event) => void;
  /** `MenuItem`s. */
  readonly children: ReactNode;
}

/** Takes what was chosen, and does it when the menu is gone. */
const Choosing = createContext<(act: () => void) => void>((act) => act());

export function Menu({
  trigger,
  align = 'end',
  isOpen,
  onOpenChange,
  onCloseAutoFocus,
  children,
}: Props) {
  const [isOpenHere, setIsOpenHere] = useState(false);
  const isShown = isOpen ?? isOpenHere;
  const change = onOpenChange ?? setIsOpenHere;
  const chosen = useRef<(() => void) | null>(null);
  const floating = useOpening(isShown);
  if (!floating) return openerOf(trigger, 'menu', () => change(true));
  const { DropdownMenu } = floating;
  const closed = (event: Event): void => {
    onCloseAutoFocus?.(event);
    // The focus is given back first: what is opened may take it, and knows where it came from.
    if (chosen.current) queueMicrotask(chosen.current);
    chosen.current = null;
  };
  return (
    <DropdownMenu.Root modal={false} onOpenChange={change} open={isShown}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          className={styles['menu']}
          collisionPadding={8}
          onCloseAutoFocus={closed}
          sideOffset={4}
        >
          <Choosing
            value={(act) => {
              chosen.current = act;
            }}
          >
            {children}
          </Choosing>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ItemProps {
  readonly icon?: LucideIcon;
  /** `danger`: what can't be taken back. */
  readonly look?: 'plain' | 'danger';
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon: Icon, look = 'plain', onSelect, children }: ItemProps) {
  const { DropdownMenu } = useFloating();
  const choose = use(Choosing);
  return (
    <DropdownMenu.Item
      className={styles['item']}
      data-look={look}
      onSelect={() => choose(onSelect)}
    >
      {Icon && <Icon aria-hidden size={16} strokeWidth={1.75} />}
      {children}
    </DropdownMenu.Item>
  );
}

/** Words at the end of a menu, which do nothing. */
export function MenuNote({ children }: { readonly children: ReactNode }) {
  const { DropdownMenu } = useFloating();
  return <DropdownMenu.Label className={styles['note']}>{children}</DropdownMenu.Label>;
}
