/** What the address calls beside the place, and the way to close it. */
import { useEffect, useRef } from 'react';
import {
  NavigationType,
  useMatch,
  useNavigate,
  useNavigationType,
  useSearchParams,
} from 'react-router';
import { PANEL, SEARCH, SEARCH_IN } from '@/shared/place';

export interface OpenPanel {
  readonly name: 'search' | 'members';
  readonly conversation_id: string | undefined;
  readonly close: () => void;
}

export function usePanel(): OpenPanel | null {
  const [query, setQuery] = useSearchParams();
  const navigate = useNavigate();
  const arrival = useNavigationType();
  const conversation_id = useMatch('/c/:id/*')?.params['id'];
  const name = nameOf(query, conversation_id);
  /** Where in the history it was opened from here; null where it came with the address. */
  const opened_at = useRef<number | null>(null);
  const wasOpen = useRef(name !== null);
  useEffect(() => {
    if (name === null) opened_at.current = null;
    else if (!wasOpen.current && arrival === NavigationType.Push) opened_at.current = index();
    wasOpen.current = name !== null;
  }, [name, arrival]);
  if (name === null) return null;
  const close = (): void => {
    if (opened_at.current !== null && opened_at.current === index()) {
      void navigate(-1);
      return;
    }
    const forget = (held: URLSearchParams): URLSearchParams => {
      for (const key of [PANEL, SEARCH, SEARCH_IN]) held.delete(key);
      return held;
    };
    setQuery(forget, { replace: true });
  };
  return { name, conversation_id, close };
}

function nameOf(
  query: URLSearchParams,
  conversation_id: string | undefined,
): OpenPanel['name'] | null {
  if (query.has(SEARCH)) return 'search';
  const isMembers = query.get(PANEL) === 'members' && conversation_id !== undefined;
  return isMembers ? 'members' : null;
}

/** How far from where the app was opened: the router counts. */
function index(): number | null {
  const state: { idx?: number } | null = window.history.state;
  return state?.idx ?? null;
}
