/** Files that are pasted: into the text, or wherever nothing else takes what is pasted. */
import { useEffect, useEffectEvent } from 'react';
import type { Scene } from '../scene';
import { type Given, pasted } from './given';

export function usePaste({ field_id, thread }: Scene, attach: (given: Given) => void): void {
  const paste = useEffectEvent((event: ClipboardEvent) => {
    if (event.defaultPrevented || isOthers(event.target, field_id)) return;
    // In a thread what is pasted there, and beside it all else.
    if (isInThread(event.target) !== (thread !== null)) return;
    const given = event.clipboardData && pasted(event.clipboardData);
    if (!given) return;
    event.preventDefault();
    attach(given);
  });
  useEffect(() => {
    const listener = (event: ClipboardEvent): void => paste(event);
    document.addEventListener('paste', listener);
    return () => document.removeEventListener('paste', listener);
  }, []);
}

/** Another field, or a question that is asked over the page. */
function isOthers(target: EventTarget | null, field_id: string): boolean {
  if (!(target instanceof Element) || target.id === field_id) return false;
  return target.closest('input, textarea, fieldset, [role=dialog], dialog') !== null;
}

function isInThread(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-thread]') !== null;
}
