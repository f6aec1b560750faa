import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { abilityOf, browserPush } from '@/shared/push/browser-push';
import { subscribed } from '@/shared/push/subscribed';

describe('what a browser is able to', () => {
  const all = { PushManager: {}, Notification: {} };
  const navigator = { serviceWorker: {} };

  it('is seen by what it has', () => {
    expect(abilityOf({ isSecureContext: true, navigator, ...all })).toBe('able');
    expect(abilityOf({ isSecureContext: false, navigator, ...all })).toBe('insecure');
    expect(abilityOf({ isSecureContext: true, navigator })).toBe('unsupported');
    expect(abilityOf({ isSecureContext: true, navigator: {}, ...all })).toBe('page');
    const page = { Notification: {} };
    expect(abilityOf({ isSecureContext: true, navigator, ...page })).toBe('page');
    const ios = { ...navigator, standalone: false };
    expect(abilityOf({ isSecureContext: true, navigator: ios })).toBe('uninstalled');
    expect(abilityOf({ isSecureContext: true, navigator: ios, ...all })).toBe('able');
    const home = { ...navigator, standalone: true };
    expect(abilityOf({ isSecureContext: true, navigator: home })).toBe('unsupported');
  });

  it('gives is said in the words of the server', () => {
    const keys = { p256dh: 'BCVx', auth: 'BTBZ' };
    const toJSON = () => ({ endpoint: 'https://push.example/1', keys });
    const applicationServerKey = new Uint8Array([251, 239, 255]).buffer;
    const options = { applicationServerKey, userVisibleOnly: true };
    expect(subscribed({ toJSON, options })).toEqual({
      body: { endpoint: 'https://push.example/1', keys },
      key: '--__',
    });
    expect(subscribed({ toJSON }).key).toBeNull();
  });
});

describe('what a browser has for pushes', () => {
  const open = new Set<BroadcastChannel>();

  beforeEach(() => {
    vi.stubGlobal(
      'BroadcastChannel',
      class extends BroadcastChannel {
        constructor(name: string) {
          super(name);
          open.add(this);
        }

        override close(): void {
          open.delete(this);
          super.close();
        }
      },
    );
    vi.stubGlobal('addEventListener', () => undefined);
    vi.stubGlobal('navigator', {});
  });
  afterEach(() => {
    for (const it of open) it.close();
    vi.unstubAllGlobals();
  });

  it('leaves nothing open at each log-out, and other tabs hear of it', async () => {
    const heard = vi.fn();
    browserPush().watch(heard);
    expect(open.size).toBe(1);
    for (let times = 1; times <= 3; times += 1) {
      await browserPush().want(null);
      await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(times));
      expect(open.size).toBe(1);
    }
  });
});
