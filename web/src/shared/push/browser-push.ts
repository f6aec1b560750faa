/** The browser's part of `Push`, and the server's. */
import { type Api, expect } from '../api/client';
import { withLock } from '../session/lock';
import { deviceFact, keepDeviceFact } from '../storage/device-database';
import { worker } from '../worker';
import type { Ability, PushDevice, PushServer } from './push';
import { type Subscribed, subscribed } from './subscribed';

export function browserPush(): PushDevice {
  /** Kept where somebody listens: by another one they would hear what they say themselves. */
  let channel: BroadcastChannel | null = null;
  const tell = (): void => {
    const spoken = channel ?? openChannel();
    spoken?.postMessage('changed');
    if (spoken !== channel) spoken?.close();
  };
  return {
    ability: abilityOf(globalThis),
    permission: () => Notification.permission,
    ask: async () => await Notification.requestPermission(),
    subscription: async () => {
      const held = await (await manager()).getSubscription();
      return held && subscribed(held);
    },
    subscribe,
    unsubscribe: async () => {
      const held = await (await manager()).getSubscription();
      await held?.unsubscribe();
    },
    wantedBy: async () => {
      const person = await deviceFact('push');
      return person === '' ? null : person;
    },
    want: async (person) => {
      await keepDeviceFact('push', person ?? '');
      tell();
    },
    alone: async (work) => await withLock('snug:push', work),
    watch: (listener) => {
      globalThis.addEventListener('online', listener);
      channel ??= openChannel();
      channel?.addEventListener('message', listener);
      void watchPermission(listener);
    },
  };
}

export function pushServer(api: Api): PushServer {
  return {
    key: async () => expect(await api.GET('/api/push/key')).public_key,
    register: async (body) => expect(await api.POST('/api/push/subscriptions', { body })).id,
    remove: async (id) => {
      const params = { path: { id } };
      const answer = await api.DELETE('/api/push/subscriptions/{id}', { params });
      if (answer.response.status !== 404) expect(answer);
    },
  };
}

/** What a browser has that can be told; some of it is missing where its type says otherwise. */
export function abilityOf(browser: {
  readonly isSecureContext: boolean;
  readonly navigator: object;
}): Ability {
  if (!browser.isSecureContext) return 'insecure';
  const isAble = ['PushManager', 'Notification'].every((it) => it in browser);
  if (isAble && 'serviceWorker' in browser.navigator) return 'able';
  // Only iOS says whether it is on the home screen, and only there it pushes.
  const isOnHomeScreen: unknown = Reflect.get(browser.navigator, 'standalone');
  if (isOnHomeScreen === false) return 'uninstalled';
  return 'Notification' in browser ? 'page' : 'unsupported';
}

async function manager(): Promise<PushManager> {
  const registration = await worker();
  if (!registration) throw new Error('no service worker');
  return registration.pushManager;
}

async function subscribe(applicationServerKey: string): Promise<Subscribed> {
  const made = (await manager()).subscribe({ userVisibleOnly: true, applicationServerKey });
  return subscribed(await made);
}

async function watchPermission(listener: () => void): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: 'notifications' });
    status.addEventListener('change', listener);
  } catch {
    // Not every browser tells of this one.
  }
}

/** Null where the browser has none: other tabs find out when they are opened next. */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('snug:push');
  } catch {
    return null;
  }
}
