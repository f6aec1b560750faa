/** What one has saved, page by page, with what is done to it here on top. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { expect } from '@/shared/api/client';
import type { Bookmark, Message } from '@/shared/api/wire';
import { newId } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { useMessenger, useServices } from '@/shared/services';
import { useCell } from '@/shared/use-cell';

const KEY = ['saved'];
const NONE: readonly Bookmark[] = [];

export function useSaved() {
  const { api } = useServices();
  const { mirror, outbox } = useMessenger();
  const queries = useQueryClient();
  const found = useInfiniteQuery({
    queryKey: KEY,
    initialPageParam: '',
    queryFn: async ({ pageParam: cursor, signal }) => {
      const params = { query: cursor === '' ? {} : { cursor } };
      return expect(await api.GET('/api/bookmarks', { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => pages.flatMap((it) => it.bookmarks),
  });
  // Here or on another device.
  useEffect(
    () => mirror.saves.subscribe(() => void queries.invalidateQueries({ queryKey: KEY })),
    [mirror, queries],
  );
  const entries = useCell(outbox.entries);
  const { data } = found;
  const saved = useMemo(
    () => (data ?? NONE).filter(({ message }) => !isLetGo(entries, message)),
    [data, entries],
  );
  const letGo = ({ conversation_id, id }: Message): void => {
    outbox.add({ kind: 'save', conversation_id, id, change_id: newId(), on: false });
  };
  return { found, saved, letGo };
}

function isLetGo(entries: readonly Entry[], { conversation_id, id }: Message): boolean {
  const last = entries.findLast(({ state, change }) => {
    const isMeant = change.kind === 'save' && change.id === id;
    return isMeant && change.conversation_id === conversation_id && state !== 'failed';
  });
  return last?.change.kind === 'save' && !last.change.on;
}
