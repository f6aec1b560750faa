/** Which channels a `#` may name: those that one is in, and those of this server that one may join. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { expect } from '@/shared/api/client';
import type { Conversation } from '@/shared/api/wire';
import { useMessenger, useServices } from '@/shared/services';
import { useCalmly } from '@/shared/use-cell';
import { useSettled } from '@/shared/use-settled';
import { matching } from './matching';

const EVERY_MS = 1_000;
const FRESH_MS = 60_000;
const SETTLED_MS = 150;

interface Named {
  readonly name: string;
  readonly channel: Conversation;
}

/** `query`: null while none is being named, so that nothing is fetched. */
export function useChannelsNamed(query: string | null): readonly Named[] {
  const { mirror } = useMessenger();
  const views = useCalmly(mirror.views, EVERY_MS);
  const found = useFound(query);
  return useMemo(() => {
    if (query === null) return [];
    const all = new Map<string, Named>();
    for (const channel of [...views.map((it) => it.conversation), ...found]) {
      const { id, kind, title: name } = channel;
      if (kind === 'channel' && name && !all.has(id)) all.set(id, { name, channel });
    }
    return matching([...all.values()], query);
  }, [query, views, found]);
}

function useFound(query: string | null): readonly Conversation[] {
  const { api } = useServices();
  const wanted = useSettled(query, SETTLED_MS);
  const answer = useQuery({
    queryKey: ['channels to name', wanted],
    enabled: query !== null && wanted !== null,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const params = { query: { query: wanted ?? '' } };
      return expect(await api.GET('/api/channels', { params, signal })).channels;
    },
  });
  return answer.data ?? NONE;
}

const NONE: readonly Conversation[] = [];
