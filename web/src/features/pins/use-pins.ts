/** What is pinned in a conversation: as the server has it, with what is done to it here on top. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { expect } from '@/shared/api/client';
import type { Message } from '@/shared/api/wire';
import type { Room } from '@/shared/mirror/room';
import type { Change } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { useMessenger, useServices } from '@/shared/services';
import { useCell, usePicked } from '@/shared/use-cell';

interface Pins {
  readonly pins: readonly Message[];
  readonly mayUnpin: boolean;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

const NONE: readonly Message[] = [];

export function usePins(room: Room): Pins {
  const { api } = useServices();
  const { outbox } = useMessenger();
  const { conversation_id } = room.timeline;
  const queries = useQueryClient();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['pins', conversation_id],
    queryFn: async () => {
      const params = { path: { id: conversation_id } };
      return expect(await api.GET('/api/conversations/{id}/pins', { params })).messages;
    },
  });
  useEffect(
    () =>
      room.follow((change) => {
        const held = queries.getQueryData<readonly Message[]>(['pins', conversation_id]);
        const ids = new Set(held?.map((it) => it.id));
        const isPin = change?.messages.some((it) => it.pinned_at || ids.has(it.id)) ?? true;
        if (isPin) void queries.invalidateQueries({ queryKey: ['pins', conversation_id] });
      }),
    [room, queries, conversation_id],
  );
  const entries = useCell(outbox.entries);
  const pins = useMemo(
    () => (data ?? NONE).filter((it) => !isTakenDown(entries, it.id)),
    [data, entries],
  );
  const mayUnpin = usePicked(
    room.view,
    ({ conversation, me }) => conversation.kind !== 'channel' || me.role === 'owner',
  );
  return { pins, mayUnpin, isPending, error, retry: () => void refetch() };
}

/** What is refused comes back. */
function isTakenDown(entries: readonly Entry[], id: string): boolean {
  const isPin = (change: Change): change is Extract<Change, { kind: 'pin' | 'save' }> =>
    change.kind === 'pin' && change.id === id;
  const last = entries.findLast((it) => it.state !== 'failed' && isPin(it.change));
  return last !== undefined && isPin(last.change) && !last.change.on;
}
