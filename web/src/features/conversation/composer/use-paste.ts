/** Files that are pasted: into the text, or wherever nothing else takes what is pasted. */
import { useEffect, useEffectEvent } from 'react';
import { COMPOSER_FIELD } from '@/shared/place';
import { type Given, pasted } from './given';

export function usePaste(attach: (given: Given) => void): void {
  const paste = useEffectEvent((event: ClipboardEvent) => {
    if (event.defaultPrevented || isOthers(event.target)) return;
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
function isOthers(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target.id === COMPOSER_FIELD) return false;
  return target.closest('input, textarea, fieldset, [role=dialog], dialog') !== null;
}
