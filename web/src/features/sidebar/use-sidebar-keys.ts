/** The keys that go from one conversation to another, and to the search: wherever the focus is. */
import { useEffect, useEffectEvent } from 'react';
import { useMatch, useNavigate } from 'react-router';
import { letterOf } from '@/shared/letter-of';
import { places } from '@/shared/place';
import { type Sections, stepFrom } from './sections';
import { useOpenSearch } from './use-open-search';

export function useSidebarKeys(sections: Sections): void {
  const navigate = useNavigate();
  const current_id = useMatch('/c/:id/*')?.params['id'];
  const openSearch = useOpenSearch();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (isTakenUp(event)) return;
    if (isSearch(event)) {
      event.preventDefault();
      openSearch();
      return;
    }
    const by = directionOf(event);
    if (!by) return;
    event.preventDefault();
    const id = stepFrom(sections, current_id, { by, isUnread: event.shiftKey });
    if (id !== undefined) void navigate(places.conversation(id));
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

/** What is open over the page, and a list that opens by the same keys, come first. */
function isTakenUp({ target }: KeyboardEvent): boolean {
  const first = 'select, [role=menu], [role=alertdialog], [role=dialog][data-state=open]';
  return target instanceof Element && target.closest(first) !== null;
}

function isSearch(event: KeyboardEvent): boolean {
  const isCtrl = event.shiftKey && (event.ctrlKey || event.metaKey) && !event.altKey;
  return isCtrl && letterOf(event) === 'f';
}

function directionOf(event: KeyboardEvent): 1 | -1 | null {
  if (!event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.key === 'ArrowDown') return 1;
  return event.key === 'ArrowUp' ? -1 : null;
}
