import { useEffect, useEffectEvent } from 'react';
import { useMessenger } from '../services';

/** What could not be loaded while there was no connection is asked for again when there is one. */
export function useWhenBack(isWaiting: boolean, retry: () => void): void {
  const { state } = useMessenger().connection;
  const again = useEffectEvent(retry);
  useEffect(() => {
    if (!isWaiting) return undefined;
    return state.subscribe(() => {
      if (state.get().name === 'online') again();
    });
  }, [isWaiting, state]);
}
