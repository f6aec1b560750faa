/**
 * What the tabs of one browser tell each other. A hint like a lock: a tab that hears nothing finds out by
 * itself, about the session with its next refresh, and about what was written when one comes to it.
 */
import type { Granted } from '../api/wire';

export type TabNews =
  /** Another tab has a new access token. */
  | { readonly name: 'granted'; readonly granted: Granted }
  /** Somebody logged out on purpose. */
  | { readonly name: 'left'; readonly user_id: string }
  /** What is on its way, or was begun, is another. */
  | { readonly name: 'written'; readonly person: string; readonly what: 'outbox' | 'drafts' };

export interface Tabs {
  tell(news: TabNews): void;
  /** Until the returned function is called. */
  listen(listener: (news: TabNews) => void): () => void;
}

export function browserTabs(): Tabs {
  const channel = openChannel();
  return {
    tell: (news) => channel?.postMessage(news),
    listen: (listener) => {
      const hear = (message: MessageEvent<TabNews>): void => listener(message.data);
      channel?.addEventListener('message', hear);
      return () => channel?.removeEventListener('message', hear);
    },
  };
}

/** Null where the browser has none, or lets none be opened (storage blocked). */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('snug:session');
  } catch {
    return null;
  }
}
