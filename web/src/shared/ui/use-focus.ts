/** Where the focus goes when what has it goes away, so that nobody has to look for it. */
import { type RefObject, useEffect, useRef } from 'react';

/** A button that makes way for what it opened: it has the focus again when that is done. */
export function useReturnedFocus<E extends HTMLElement>(isAway: boolean): RefObject<E | null> {
  const button = useRef<E>(null);
  const wasAway = useRef(isAway);
  useEffect(() => {
    if (wasAway.current && !isAway) button.current?.focus();
    wasAway.current = isAway;
  }, [isAway]);
  return button;
}

/** A list whose rows can go: the focus of one that goes comes to the one in its place. */
export function useKeptFocus<E extends HTMLElement>(): RefObject<E | null> {
  const list = useRef<E>(null);
  useEffect(() => {
    const { current } = list;
    if (!current) return;
    let held: Node | null = null;
    let at = 0;
    const note = ({ target }: FocusEvent): void => {
      held = target instanceof Node ? target : null;
      at = [...current.children].findIndex((it) => it.contains(held));
    };
    const watch = new MutationObserver(() => {
      const isLost = document.activeElement === document.body;
      if (held && !held.isConnected && isLost) focusRow(current, at);
    });
    current.addEventListener('focusin', note);
    watch.observe(current, { childList: true });
    return () => {
      current.removeEventListener('focusin', note);
      watch.disconnect();
    };
  }, []);
  return list;
}

function focusRow(list: HTMLElement, at: number): void {
  const next = list.children[Math.min(at, list.children.length - 1)];
  const control = next?.querySelector<HTMLElement>('button, a[href]') ?? list;
  if (control === list) list.tabIndex = -1;
  control.focus();
}
