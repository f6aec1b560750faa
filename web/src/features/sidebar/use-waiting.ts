import { useEffect, useState } from 'react';
import type { Me } from '@/shared/api/wire';

/** By then whoever looks at a message has read it, and the server knows. */
const READ_MS = 2_000;

/**
 * Whether something waits to be read. In the conversation that one looks at only what has waited for a
 * while: elsewhere on the page, or while nobody looks.
 */
export function useWaiting({ unread }: Pick<Me, 'unread'>, isOpen: boolean): boolean {
  const isUnread = unread > 0;
  const [isWaiting, setIsWaiting] = useState(isUnread);
  useEffect(() => {
    if (!(isUnread && isOpen)) {
      setIsWaiting(isUnread);
      return undefined;
    }
    const timer = setTimeout(() => setIsWaiting(true), READ_MS);
    return () => clearTimeout(timer);
  }, [isUnread, isOpen]);
  return isUnread && (!isOpen || isWaiting);
}
