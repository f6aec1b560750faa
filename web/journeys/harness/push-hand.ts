/**
 * What belongs to a browser and no page decides: whether it may show notifications, and its push
 * service, which in a journey is one of its own.
 */
import { randomUUID } from 'node:crypto';
import { type CDPSession, expect, type Page } from '@playwright/test';
import type { PushService, Subscription } from './push-service';
import { EXAMPLE_POINT } from './worker-hand';

type Permission = 'prompt' | 'granted' | 'denied';
type Service = Pick<PushService, 'subscribe' | 'pushes'>;

/** Where nothing is pushed to. The key is the point that RFC 8291 has for an example. */
export const SILENT_SERVICE: Service = {
  subscribe: () => {
    const id = randomUUID();
    const keys = { p256dh: EXAMPLE_POINT, auth: 'BTBZMqHH6r4Tts7J_aSIgg' };
    return Promise.resolve({ id, endpoint: `https://push.example/${id}`, keys });
  },
  pushes: () => Promise.resolve([]),
};

export class PushHand {
  /** How often the browser was asked for permission. */
  asked = 0;
  readonly #page: Page;
  readonly #service: Service;
  #answer: Permission = 'granted';
  #setting: Permission = 'prompt';
  #made: Subscription[] = [];
  #browser: CDPSession | null = null;

  private constructor(page: Page, service: Service) {
    this.#page = page;
    this.#service = service;
  }

  /** Before the page is opened. */
  static async of(page: Page, service: Service): Promise<PushHand> {
    const hand = new PushHand(page, service);
    const context = page.context();
    await context.exposeFunction('snugSubscribes', async (key: string) => {
      const made = await service.subscribe(key);
      hand.#made.push(made);
      return made;
    });
    await context.exposeFunction('snugAsks', async () => {
      if (hand.#setting === 'prompt') {
        hand.asked += 1;
        await hand.permits(hand.#answer);
      }
      return hand.#setting === 'prompt' ? 'default' : hand.#setting;
    });
    await context.addInitScript(pretend);
    return hand;
  }

  /** What is pressed in the browser's own question. */
  answers(answer: Permission): void {
    this.#answer = answer;
  }

  /** As in the browser's own settings. */
  async permits(setting: Permission): Promise<void> {
    this.#setting = setting;
    // What is set ends with the session that set it.
    this.#browser ??= await openBrowser(this.#page);
    await this.#browser.send('Browser.setPermission', {
      permission: { name: 'notifications' },
      setting,
      origin: new URL(this.#page.url()).origin,
      browserContextId: await contextOf(this.#page),
    });
  }

  /** The one that was made last. */
  get subscription(): Subscription {
    const made = this.#made.at(-1);
    if (!made) throw new Error('this browser never subscribed');
    return made;
  }

  /** What came for it from the server, as JSON; waits until so many have. */
  async receives(count: number): Promise<readonly Record<string, unknown>[]> {
    const { id } = this.subscription;
    await expect
      .poll(async () => (await this.#service.pushes(id)).length, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(count);
    const pushes = await this.#service.pushes(id);
    expect(pushes.map(({ wrong }) => wrong)).toEqual(pushes.map(() => undefined));
    return pushes.map(({ payload }) => payload);
  }

  /** Whether the browser has a subscription now. */
  async isSubscribed(): Promise<boolean> {
    return await this.#page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.pushManager.getSubscription()) !== null;
    });
  }
}

async function openBrowser(page: Page): Promise<CDPSession> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (!session) throw new Error('a page without a browser');
  return session;
}

async function contextOf(page: Page): Promise<string> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  await session.detach();
  if (targetInfo.browserContextId === undefined) throw new Error('a page without a context');
  return targetInfo.browserContextId;
}

/** Runs in the page: Chromium's own push service is none of ours. */
function pretend(): void {
  interface Made extends Pick<Subscription, 'endpoint' | 'keys'> {
    readonly key: string;
  }
  const KEPT = 'journey:subscription';
  const bytesOf = (key: string): ArrayBuffer => {
    const text = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(text, (it) => it.charCodeAt(0)).buffer;
  };
  const shown = (made: Made | null) => {
    if (!made) return null;
    const { endpoint, keys, key } = made;
    return {
      endpoint,
      options: { applicationServerKey: bytesOf(key), userVisibleOnly: true },
      toJSON: () => ({ endpoint, keys }),
      unsubscribe: () => {
        localStorage.removeItem(KEPT);
        return Promise.resolve(true);
      },
    };
  };
  const call = async (name: string, ...values: readonly string[]) =>
    await Reflect.get(globalThis, name)(...values);
  Object.assign(PushManager.prototype, {
    getSubscription: () => Promise.resolve(shown(JSON.parse(localStorage.getItem(KEPT) ?? 'null'))),
    subscribe: async ({ applicationServerKey: key }: { applicationServerKey: string }) => {
      const made: Made = { ...(await call('snugSubscribes', key)), key };
      localStorage.setItem(KEPT, JSON.stringify(made));
      return shown(made);
    },
  });
  Object.assign(Notification, { requestPermission: async () => await call('snugAsks') });
}
