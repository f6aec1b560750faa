import { useEffect, useRef, useState } from 'react';
import type { Me } from '@/shared/api/wire';
import { unreadOf } from '@/shared/mirror/unread';

/** By then whoever looks at a message has read it, and the server knows. */
const READ_MS = 2_000;

/**
 * Whether something waits to be read. In the conversation that one looks at, or has just left, only what
 * has waited for a while: elsewhere on the page, or while nobody looks.
 */
export function useWaiting(me: Pick<Me, 'unread' | 'thread_unread'>, isOpen: boolean): boolean {
  const isUnread = unreadOf(me) > 0;
  const [isWaiting, setIsWaiting] = useState(isUnread);
  const wasOpen = useRef(false);
  useEffect(() => {
    const isRead = isOpen || wasOpen.current;
    wasOpen.current = isOpen;
    if (!(isUnread && isRead)) {
      setIsWaiting(isUnread);
      return undefined;
    }
    const timer = setTimeout(() => setIsWaiting(true), READ_MS);
    return () => clearTimeout(timer);
  }, [isUnread, isOpen]);
  return isUnread && isWaiting;
}
