/** Where a picture is looked at, over the conversation. */
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useNavigate } from 'react-router';
import type { Message } from '@/shared/api/wire';
import { kindOf } from '@/shared/files/kind';
import { useViewed } from '@/shared/files/viewed';
import { useScene } from '../scene';
import { By } from './by';
import { Lightbox } from './lightbox';

export function LightboxPlace() {
  const viewed = useViewed();
  const navigate = useNavigate();
  const message = useHeld(viewed?.message_id ?? '');
  const isGone =
    viewed !== null && message?.deleted_at !== undefined && message.deleted_at !== null;
  const close = useCallback(() => void navigate(-1), [navigate]);
  useEffect(() => {
    if (isGone) close();
  }, [isGone, close]);
  const pictures = message?.attachments.filter((it) => kindOf(it) === 'picture') ?? [];
  if (!viewed || !message || isGone || pictures.length === 0) return null;
  return (
    <Lightbox
      by={<By message={message} />}
      files={pictures}
      first_id={viewed.file_id}
      key={viewed.message_id}
      message_id={viewed.message_id}
      onClose={close}
    />
  );
}

/** As it is here; after the page was loaded anew it may not be. */
function useHeld(id: string): Message | undefined {
  const { timeline } = useScene().room;
  const get = useCallback(() => timeline.byId(id), [timeline, id]);
  return useSyncExternalStore(timeline.ranges.subscribe, get);
}
