import { useSyncExternalStore } from 'react';

/** Below this a panel covers the conversation: see `shell.module.css`. */
const COVERING = '(max-width: 1023px)';

/** Whether what is beside the conversation lies over it. */
export function useIsCovering(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(COVERING).matches);
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia(COVERING);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}
