/** Where a click on a notification leads: to the conversation, in a window that is there. */
import { places } from '@/shared/place';
import type { WorkerNews } from '@/shared/worker-news';
import { appWindows, scope } from './scope';
import type { Target } from './target';

export async function openConversation(target: Target | null): Promise<void> {
  const windows = await appWindows();
  const window =
    windows.find((it) => it.focused) ??
    windows.find((it) => it.visibilityState === 'visible') ??
    windows[0];
  if (!window) {
    await scope.clients.openWindow(
      target ? places.message(target.conversation_id, target.seq) : places.home,
    );
    return;
  }
  if (target) {
    const { conversation_id, seq } = target;
    window.postMessage({ type: 'open', conversation_id, seq } satisfies WorkerNews);
  }
  // Refused where the browser thinks that nobody pressed anything.
  await window.focus().catch(() => undefined);
}
