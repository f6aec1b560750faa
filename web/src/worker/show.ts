/** Shows a notification, and counts at the app's own icon. */
import { deviceFact } from '@/shared/storage/device-database';
import type { WorkerShown } from '@/shared/worker-news';
import { closedNotice, type Notice, noticeOf } from './notice';
import type { Payload } from './payload';
import { appWindows, scope } from './scope';
import { type SayOfWorker, sayIn } from './words';

export async function showPayload(payload: Payload | null): Promise<void> {
  const [say, person] = await Promise.all([loadSay(), deviceFact('person')]);
  if (person === '') {
    await show(closedNotice(say));
    // Somebody left while the server could not be told: it hears of it by the next push.
    const subscription = await scope.registration.pushManager.getSubscription();
    await subscription?.unsubscribe();
    return;
  }
  await show(noticeOf(payload, say, person));
  if (payload?.kind === 'message') await Promise.all([count(payload.badge), tell(payload)]);
}

export async function show({ title, options }: Notice): Promise<void> {
  await scope.registration.showNotification(title, options as NotificationOptions);
}

export async function loadSay(): Promise<SayOfWorker> {
  return sayIn(await deviceFact('language'), navigator.languages);
}

/** Pages, in one of which it may have been read while the push was on its way. */
async function tell({ conversation_id, seq }: Omit<WorkerShown, 'type'>): Promise<void> {
  const shown: WorkerShown = { type: 'shown', conversation_id, seq };
  for (const window of await appWindows()) window.postMessage(shown);
}

async function count(badge: number): Promise<void> {
  // Not every browser has one, and some refuse where the app isn't installed.
  await navigator.setAppBadge?.(badge).catch(() => undefined);
}
