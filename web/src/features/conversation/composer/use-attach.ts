/** How files come to a message: chosen, dropped or pasted. */
import { useCallback } from 'react';
import { useServer } from '@/shared/api/use-server';
import { useScene } from '../scene';
import type { Given } from './given';
import { MOST_FILES, trayOf } from './tray';

/** Takes as many as a message may carry, and says what it left out. */
export function useAttach(): (given: Given) => void {
  const scene = useScene();
  const limits = useServer().data?.limits;
  const most_files = limits?.attachments ?? MOST_FILES;
  const most_bytes = limits?.file_bytes ?? Number.POSITIVE_INFINITY;
  return useCallback(
    ({ files, folders }) => {
      const { messenger, place_id, leftOut } = scene;
      const free = Math.max(0, most_files - trayOf(messenger, place_id).length);
      leftOut.set({ files: Math.max(0, files.length - free), folders, most: most_files });
      messenger.uploads.add(place_id, files.slice(0, free), most_bytes);
      scene.focusField();
    },
    [scene, most_files, most_bytes],
  );
}
