/**
 * What the tabs of one browser tell each other about the session. A hint like a lock: a tab that
 * hears nothing finds out by itself, with its next refresh.
 */
import type { Granted } from '../api/wire';

export type TabNews =
  /** Another tab has a new access token. */
  | { readonly name: 'granted'; readonly granted: Granted }
  /** Somebody logged out on purpose. */
  | { readonly name: 'left'; readonly user_id: string };

export interface Tabs {
  tell(news: TabNews): void;
  listen(listener: (news: TabNews) => void): void;
}

export function browserTabs(): Tabs {
  const channel = openChannel();
  return {
    tell: (news) => channel?.postMessage(news),
    listen: (listener) => {
      if (!channel) return;
      channel.onmessage = (message: MessageEvent<TabNews>) => listener(message.data);
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
