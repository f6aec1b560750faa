/**
 * What the browser calls this place: in its tabs, its history, and what it says on arriving. How much is
 * unread anywhere stands before it.
 */
import { useEffect, useRef } from 'react';
import { useServer } from './api/use-server';
import { Cell } from './cell';
import type { RoomView } from './mirror/room';
import { countUnread } from './mirror/unread';
import { useServices } from './services';
import { useCell, usePicked } from './use-cell';

/** Each new title is told to the whole browser, which takes longer than a message that arrives. */
const EVERY_MS = 300;
/** Of nobody. */
const NOTHING = new Cell<readonly RoomView[]>([]);
const NOWHERE = new Cell<string | null>(null);

export function PlaceTitle({ title }: { readonly title: string }) {
  const server = useServer().data?.name ?? 'Snug';
  const messenger = useCell(useServices().messenger);
  const looked_at = useCell(messenger?.viewing.looked_at ?? NOWHERE);
  const views = messenger?.mirror.views ?? NOTHING;
  const unread = usePicked(views, (all) => countUnread(all, looked_at));
  const name = title === '' ? server : `${title} · ${server}`;
  const words = unread > 0 ? `(${unread}) ${name}` : name;
  const wanted = useRef(words);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    wanted.current = words;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      document.title = wanted.current;
    }, EVERY_MS);
  }, [words]);
  useEffect(() => {
    return () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, []);
  return null;
}
