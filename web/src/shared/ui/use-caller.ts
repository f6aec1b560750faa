/** Gives the focus back to what had it before a dialog came that no button of its own opened. */
import { useRef } from 'react';

interface Caller {
  readonly onOpenAutoFocus: () => void;
  readonly onCloseAutoFocus: (event: Event) => void;
}

/** For the content of a dialog. */
export function useCaller(): Caller {
  const caller = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      caller.current = document.activeElement;
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      // Where one has gone elsewhere, the place has the focus already.
      const isFree = document.activeElement === document.body;
      if (isFree && caller.current instanceof HTMLElement) {
        caller.current.focus({ preventScroll: true });
      }
    },
  };
}
