import { useSyncExternalStore } from 'react';
import type { Room } from './mirror/room';
import { useMessenger } from './services';

/** A conversation that one is in; undefined before it is known, and once one is out. */
export function useRoom(conversation_id: string): Room | undefined {
  const { mirror } = useMessenger();
  // Coming in and going out replace the views.
  return useSyncExternalStore(mirror.views.subscribe, () => mirror.room(conversation_id));
}
