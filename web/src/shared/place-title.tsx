/** What the browser calls this place: in its tabs, its history, and what it says on arriving. */
import { useEffect, useRef } from 'react';
import { useServer } from './api/use-server';

/** Each new title is told to the whole browser, which takes longer than a message that arrives. */
const EVERY_MS = 300;

export function PlaceTitle({ title }: { readonly title: string }) {
  const server = useServer().data?.name ?? 'Snug';
  const words = title === '' ? server : `${title} · ${server}`;
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
