import { useQuery } from '@tanstack/react-query';
import { useServices } from '../services';
import { expect } from './client';

/** What the server says of itself; fetched once for all who look. */
export function useServer() {
  const { api } = useServices();
  return useQuery({
    queryKey: ['server'],
    queryFn: async () => expect(await api.GET('/api/server')),
  });
}
