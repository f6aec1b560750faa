import { queryOptions, useQuery } from '@tanstack/react-query';
import { useServices } from '../services';
import { type Api, expect } from './client';

/** What the server says of itself. */
export function aboutServer(api: Api) {
  return queryOptions({
    queryKey: ['server'],
    queryFn: async () => expect(await api.GET('/api/server')),
    // Whoever changes its name says so here; the others see it with the next reload.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useServer() {
  return useQuery(aboutServer(useServices().api));
}
