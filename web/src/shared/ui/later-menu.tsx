/** A menu that is loaded when it is wanted; its button is there from the beginning. */
import { type ReactElement, type ReactNode, useState } from 'react';
import type { Part } from '../part';
import { useCell } from '../use-cell';
import { openerOf } from './floating';

export interface MenuState {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

interface Props<T extends object> {
  readonly part: Part<T>;
  readonly opens?: 'menu' | 'dialog';
  /** The button. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  /** The menu, with the same button. */
  readonly children: (loaded: T, state: MenuState) => ReactNode;
}

export function LaterMenu<T extends object>({ part, trigger, opens = 'menu', children }: Props<T>) {
  const loaded = useCell(part.loaded);
  const [isOpen, setIsOpen] = useState(false);
  const [wasWanted, setWasWanted] = useState(false);
  // The button that has the focus stays the same as long as nobody presses it.
  if (wasWanted && loaded instanceof Object) {
    return children(loaded, { isOpen, onOpenChange: setIsOpen });
  }
  return openerOf(trigger, opens, () => {
    void part.load();
    setWasWanted(true);
    setIsOpen(true);
  });
}
