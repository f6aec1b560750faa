/** What this server is called, who may come in, and its limits. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { expect } from './api/client';
import type { Server } from './api/wire';
import { useServices } from './services';

/** Under what the query's answer is kept. */
export const SERVER_KEY = ['server'] as const;
const FRESH_MS = 60_000;

export function useServer(): UseQueryResult<Server> {
  const { api } = useServices();
  return useQuery({
    queryKey: SERVER_KEY,
    staleTime: FRESH_MS,
    queryFn: async ({ signal }) => expect(await api.GET('/api/server', { signal })),
  });
}
