/** Who is in a conversation: fetched page by page, and again when it has changed. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { expect } from '@/shared/api/client';
import type { Member } from '@/shared/api/wire';
import type { Room } from '@/shared/mirror/room';
import { useMessenger, useServices } from '@/shared/services';
import { touchesMembers } from './membership';

const PAGE = 100;
/** Many who come at once are one change. */
const SETTLED_MS = 250;

export const membersKey = (conversation_id: string) => ['members', conversation_id] as const;

export function useMembers(room: Room) {
  const { api } = useServices();
  const { people } = useMessenger();
  const id = room.timeline.conversation_id;
  useFollowed(room);
  const members = useInfiniteQuery({
    queryKey: membersKey(id),
    initialPageParam: '',
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = { limit: PAGE, ...(cursor === '' ? {} : { cursor }) };
      const params = { path: { id }, query };
      const page = expect(await api.GET('/api/conversations/{id}/members', { params, signal }));
      people.learn(page.members.map((it) => it.user));
      return page;
    },
    getNextPageParam: (page) => page.next_cursor,
  });
  const { data } = members;
  const list: readonly Member[] = useMemo(
    () => data?.pages.flatMap((it) => it.members) ?? [],
    [data],
  );
  return { members, list };
}

function useFollowed(room: Room): void {
  const queries = useQueryClient();
  useEffect(() => {
    const { view, timeline } = room;
    let before = view.get();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = view.subscribe(() => {
      const after = view.get();
      const isTouched = touchesMembers(before, after, (seq) => timeline.at(seq));
      before = after;
      if (!isTouched) return;
      clearTimeout(timer);
      const queryKey = membersKey(timeline.conversation_id);
      timer = setTimeout(() => void queries.invalidateQueries({ queryKey }), SETTLED_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [room, queries]);
}
