/** What is called beside the place: the members of a conversation, or what was found. */
import { Suspense, useEffect, useRef } from 'react';
import { Skeleton } from '@/shared/ui/skeleton';
import { Boundary } from '../boundary';
import { lazyPlace } from '../lazy-place';
import { focusMain } from './focus-main';
import type { OpenPanel } from './use-panel';

const MembersPanel = lazyPlace(
  async () => (await import('@/features/members/members-panel')).MembersPanel,
);
const SearchPanel = lazyPlace(
  async () => (await import('@/features/search/search-panel')).SearchPanel,
);

interface Props {
  readonly className: string;
  readonly panel: OpenPanel;
}

export function SidePanel({ className, panel: { name, conversation_id, close } }: Props) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => takeFocus(element.current), []);
  return (
    <div className={className} ref={element} tabIndex={-1}>
      <Boundary place={name}>
        <Suspense fallback={<Skeleton />}>
          {name === 'search' ? (
            <SearchPanel conversation_id={conversation_id} onClose={close} />
          ) : (
            <MembersPanel conversation_id={conversation_id ?? ''} onClose={close} />
          )}
        </Suspense>
      </Boundary>
    </div>
  );
}

/** The focus goes into what was called, and returns to what called it. */
function takeFocus(element: HTMLElement | null): () => void {
  const caller = document.activeElement;
  if (!element?.contains(caller)) element?.focus({ preventScroll: true });
  return () => {
    const held = document.activeElement;
    // Somewhere else already, by the person's own will.
    if (held !== document.body && !element?.contains(held)) return;
    if (caller instanceof HTMLElement && caller !== document.body && caller.isConnected) {
      caller.focus({ preventScroll: true });
    } else focusMain();
  };
}
