/** Where something is called beside the place, with the focus: which it is given, and gives back. */
import { Suspense, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { Skeleton } from '@/shared/ui/skeleton';
import { Boundary } from '../boundary';
import { lazyPlace } from '../lazy-place';
import { focusMain } from './focus-main';
import type { OpenPanel } from './use-panel';

const CalledPanel = lazyPlace(async () => (await import('./called-panel')).CalledPanel);

interface Props {
  readonly className: string;
  readonly panel: OpenPanel;
}

export function SidePanel({ className, panel }: Props) {
  const { name, close } = panel;
  const element = useRef<HTMLDivElement>(null);
  // Before what is inside takes the focus by itself.
  const [caller] = useState(() => document.activeElement);
  // At once, so that a key that is pressed while it is loading is pressed here.
  useLayoutEffect(() => element.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const { current } = element;
    return () => giveBack(current, caller);
  }, [caller]);
  const press = useEffectEvent((event: KeyboardEvent) => {
    // What is inside has its own word on its keys; this is for as long as it is loading.
    if (event.key === 'Escape' && event.target === element.current) close();
  });
  useEffect(() => {
    const { current } = element;
    const listener = (event: KeyboardEvent): void => press(event);
    current?.addEventListener('keydown', listener);
    return () => current?.removeEventListener('keydown', listener);
  }, []);
  return (
    <div className={className} ref={element} tabIndex={-1}>
      <Boundary place={name}>
        <Suspense fallback={<Skeleton />}>
          <CalledPanel panel={panel} />
        </Suspense>
      </Boundary>
    </div>
  );
}

/** The focus returns to what called it. */
function giveBack(element: HTMLElement | null, caller: Element | null): void {
  const held = document.activeElement;
  // Somewhere else already, by the person's own will.
  if (held !== document.body && !element?.contains(held)) return;
  if (caller instanceof HTMLElement && caller !== document.body && caller.isConnected) {
    caller.focus({ preventScroll: true });
  } else focusMain();
}
