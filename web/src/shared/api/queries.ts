/** How whatever is fetched behaves, on every screen. */
import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './errors';

/** Beyond the first; what the server has said no to isn't asked again. */
const MOST_RETRIES = 2;

export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Whether there is a network is found out by asking: a browser's own word for it knows nothing
      // of a server in the same house, and nothing is to be done later that nobody expects any more.
      queries: {
        networkMode: 'always',
        refetchOnReconnect: true,
        retry: (failures, error) => !(error instanceof ProblemError) && failures < MOST_RETRIES,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
