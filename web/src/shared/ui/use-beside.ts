import { useSyncExternalStore } from 'react';
import { useLocation } from 'react-router';

/** Below this a panel covers the conversation: see `shell.module.css`. */
const COVERING = '(max-width: 1023px)';

/**
 * The query of a way to a message: what is open beside the conversation stays, and makes way where it
 * lies over what is to be seen.
 */
export function useBeside(): string {
  const { search } = useLocation();
  const isCovering = useSyncExternalStore(subscribe, () => matchMedia(COVERING).matches);
  return isCovering ? '' : search;
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia(COVERING);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}
