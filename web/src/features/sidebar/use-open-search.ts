import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { SEARCH } from '@/shared/place';

/** Opens the search beside whatever is open; what was searched stays. */
export function useOpenSearch(): () => void {
  const [, setQuery] = useSearchParams();
  return useCallback(() => {
    setQuery((query) => {
      if (!query.has(SEARCH)) query.set(SEARCH, '');
      return query;
    });
  }, [setQuery]);
}
