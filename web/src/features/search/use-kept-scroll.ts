/** Where a list was scrolled to, for whoever comes back to it; as long as the page lives. */
import { type RefObject, useLayoutEffect, useRef } from 'react';

interface Kept {
  readonly name: string;
  readonly top: number;
}

let kept: Kept = { name: '', top: 0 };

/** `name`: what the list is of; another one begins at the top. */
export function useKeptScroll(name: string, isShown: boolean): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const scroller = list.current;
    if (!(isShown && scroller)) return;
    scroller.scrollTop = kept.name === name ? kept.top : 0;
    const keep = (): void => {
      kept = { name, top: scroller.scrollTop };
    };
    scroller.addEventListener('scroll', keep, { passive: true });
    return () => scroller.removeEventListener('scroll', keep);
  }, [name, isShown]);
  return list;
}
