/**
 * The browser gave this device another subscription: the server is told, for whoever turned pushes on
 * here and is in. Where that can't be done now, the app does it when it is opened next.
 */
import { expect } from '@/shared/api/client';
import { subscribed } from '@/shared/push/subscribed';
import { deviceFact } from '@/shared/storage/device-database';
import { scope } from './scope';
import { asPerson } from './session';

interface Change {
  readonly newSubscription?: PushSubscription | null;
}

export async function renewSubscription(change: Change): Promise<void> {
  const [person, wantedBy] = await Promise.all([deviceFact('person'), deviceFact('push')]);
  if (wantedBy !== person) return;
  const api = await asPerson(person);
  const { body } = subscribed(change.newSubscription ?? (await subscribe(api)));
  expect(await api.POST('/api/push/subscriptions', { body }));
}

async function subscribe(api: Awaited<ReturnType<typeof asPerson>>): Promise<PushSubscription> {
  const { public_key } = expect(await api.GET('/api/push/key'));
  return await scope.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: public_key,
  });
}
