/**
 * What opens over the page (menus, questions, palettes) is a fifth of all the app's script, and
 * nobody needs it to read a conversation: it comes after that, or when it is wanted first.
 */
import { createElement, type KeyboardEvent, type ReactElement, useEffect, useState } from 'react';
import { Cell } from '../cell';
import { useCell } from '../use-cell';
import type { parts } from './floating-parts';

type Floating = typeof parts;

const loaded = new Cell<Floating | null>(null);

export async function loadFloating(): Promise<void> {
  const { parts } = await import('./floating-parts');
  loaded.set(parts);
}

/** Inside of what is open already. */
export function useFloating(): Floating {
  const floating = useCell(loaded);
  if (!floating) throw new Error('nothing is open');
  return floating;
}

/** Null until something was to be opened, and what opens it was loaded. */
export function useOpening(isOpen: boolean): Floating | null {
  const floating = useCell(loaded);
  // Once it was open it stays, so that it can close, and give the focus back.
  const [wasWanted, setWasWanted] = useState(isOpen);
  if (isOpen && !wasWanted) setWasWanted(true);
  useEffect(() => {
    if (isOpen) loadFloating().catch(() => undefined);
  }, [isOpen]);
  return isOpen || wasWanted ? floating : null;
}

/** The button until then: it does what it will do, as far as anybody can tell. */
export function openerOf(
  trigger: ReactElement<Record<string, unknown>>,
  opens: 'menu' | 'dialog',
  open: () => void,
): ReactElement {
  const load = (): void => void loadFloating().catch(() => undefined);
  // Offline, or after an update: wanted once more, it is asked for once more.
  const opened = (): void => {
    load();
    open();
  };
  return createElement(trigger.type, {
    ...trigger.props,
    'aria-haspopup': opens,
    'aria-expanded': false,
    onClick: opened,
    onFocus: load,
    onKeyDown: (event: KeyboardEvent) => {
      if (opens !== 'menu' || event.key !== 'ArrowDown') return;
      event.preventDefault();
      opened();
    },
    onPointerEnter: load,
  });
}
