/** What the address calls beside the place, and the way to close it. */
import { useEffect, useRef } from 'react';
import {
  NavigationType,
  useMatch,
  useNavigate,
  useNavigationType,
  useSearchParams,
} from 'react-router';
import { BESIDE, PANEL, places, SEARCH } from '@/shared/place';

export interface OpenPanel {
  readonly name: 'search' | 'members' | 'pins' | 'files' | 'thread';
  readonly conversation_id: string | undefined;
  readonly thread_id: string | undefined;
  /** The reply that the address names. */
  readonly at: number | undefined;
  readonly close: () => void;
}

export function usePanel(): OpenPanel | null {
  const [query, setQuery] = useSearchParams();
  const navigate = useNavigate();
  const arrival = useNavigationType();
  const conversation_id = useMatch('/c/:id/*')?.params['id'];
  const thread = useMatch('/c/:id/t/:thread_id/*')?.params;
  const thread_id = thread?.thread_id;
  const name = nameOf(query, conversation_id, thread_id);
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
    if (name === 'thread') {
      void navigate(places.conversation(conversation_id ?? ''), { replace: true });
      return;
    }
    const forget = (held: URLSearchParams): URLSearchParams => {
      for (const key of BESIDE) held.delete(key);
      return held;
    };
    setQuery(forget, { replace: true });
  };
  const reply = Number.parseInt(thread?.['*'] ?? '', 10);
  const at = Number.isNaN(reply) ? undefined : reply;
  return { name, conversation_id, thread_id, at, close };
}

function nameOf(
  query: URLSearchParams,
  conversation_id: string | undefined,
  thread_id: string | undefined,
): OpenPanel['name'] | null {
  if (query.has(SEARCH)) return 'search';
  const called = conversation_id === undefined ? null : query.get(PANEL);
  if (called === 'members' || called === 'pins' || called === 'files') return called;
  return thread_id === undefined ? null : 'thread';
}

/** How far from where the app was opened: the router counts. */
function index(): number | null {
  const state: { idx?: number } | null = window.history.state;
  return state?.idx ?? null;
}
