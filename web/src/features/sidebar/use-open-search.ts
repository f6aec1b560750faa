import { useSearchParams } from 'react-router';
import { SEARCH, SEARCH_FIELD } from '@/shared/place';

/** Opens the search beside whatever is open, or goes back to it; what was searched stays. */
export function useOpenSearch(): () => void {
  const [query, setQuery] = useSearchParams();
  return () => {
    if (query.has(SEARCH)) document.getElementById(SEARCH_FIELD)?.focus();
    else {
      setQuery((held) => {
        const next = new URLSearchParams(held);
        next.set(SEARCH, '');
        return next;
      });
    }
  };
}
