/** What happens to a page's service worker from outside: what is pushed to it, and what is pressed. */
import {
  type BrowserContext,
  type CDPSession,
  expect,
  type Page,
  type Worker,
} from '@playwright/test';

/** As `src/notification/payload.rs` has it. */
export interface Pushed {
  readonly kind: 'message';
  readonly conversation_id: string;
  readonly seq: number;
  readonly title: string;
  readonly sender: string;
  readonly body: string;
  readonly unread: number;
}

export interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** Of the curve that browsers' keys are of: RFC 8291 has it for an example. */
export const EXAMPLE_POINT =
  'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';

/** It is registered when the page has nothing else to do. */
const PATIENCE_MS = 15_000;

export class WorkerHand {
  readonly #page: Page;
  readonly #context: BrowserContext;
  readonly #session: CDPSession;
  readonly #registration_id: string;

  private constructor(page: Page, session: CDPSession, registration_id: string) {
    this.#page = page;
    this.#context = page.context();
    this.#session = session;
    this.#registration_id = registration_id;
  }

  /** Of a page whose worker is there, or will be soon. */
  static async of(page: Page): Promise<WorkerHand> {
    await page.context().grantPermissions(['notifications']);
    await expect
      .poll(async () => await page.evaluate(isControlled), { timeout: PATIENCE_MS })
      .toBe(true);
    const session = await page.context().newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations.filter((it) => !it.isDeleted);
        if (first) resolve(first.registrationId);
      });
    });
    await session.send('ServiceWorker.enable');
    await entered(page);
    return new WorkerHand(page, session, await registered);
  }

  async pushes(payload: Pushed | string): Promise<void> {
    const data = typeof payload === 'string' ? payload : JSON.stringify(payload);
    await this.#session.send('ServiceWorker.deliverPushMessage', {
      origin: new URL(this.#page.url()).origin,
      registrationId: this.#registration_id,
      data,
    });
  }

  /** These and no others; browsers name them in no order. */
  async shows(...expected: readonly Partial<Shown>[]): Promise<void> {
    await expect(async () => {
      const shown = await this.#page.evaluate(shownNow);
      expect(shown).toHaveLength(expected.length);
      expect(shown).toEqual(
        expect.arrayContaining(expected.map((it) => expect.objectContaining(it))),
      );
    }).toPass({ timeout: 15_000 });
  }

  /** Pushes, as far as the device knows. */
  async wasTurnedOnBy(person: string): Promise<void> {
    await this.#page.evaluate(keepPush, person);
  }

  /** As a browser does that changes its push service. */
  async changesSubscription(endpoint: string): Promise<void> {
    await this.#worker().evaluate(changeSubscription, [endpoint, EXAMPLE_POINT] as const);
  }

  /** The only one there is; with `reply`, what is written into it. */
  async clicks(reply?: string): Promise<void> {
    await this.#worker().evaluate(press, reply ?? null);
  }

  #worker(): Worker {
    const [worker] = this.#context.serviceWorkers();
    if (!worker) throw new Error('no worker runs');
    return worker;
  }
}

/** Whoever comes to a device takes away all that it showed to anybody before, and is noted then. */
async function entered(page: Page): Promise<void> {
  await expect
    .poll(async () => await keptNames(page), { timeout: PATIENCE_MS })
    .toContain('facts/person');
}

/** Run in a page: whether a worker answers for it. */
export function isControlled(): boolean {
  return navigator.serviceWorker.controller !== null;
}

async function shownNow(): Promise<Shown[]> {
  const registration = await navigator.serviceWorker.ready;
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag }) => ({ title, body, tag }));
}

/** What the browser does when somebody presses it; run in the worker. */
async function press(reply: string | null): Promise<void> {
  const scope = globalThis as unknown as {
    registration: ServiceWorkerRegistration;
    dispatchEvent: (event: Event) => void;
    NotificationEvent: new (name: string, init: object) => Event;
  };
  const [notification] = await scope.registration.getNotifications();
  const action = reply === null ? '' : 'reply';
  const event = new scope.NotificationEvent('notificationclick', { notification, action });
  const work: Promise<unknown>[] = [];
  // Only a browser's own events may be waited for.
  Object.defineProperty(event, 'waitUntil', { value: (it: Promise<unknown>) => work.push(it) });
  if (reply !== null) Object.defineProperty(event, 'reply', { value: reply });
  scope.dispatchEvent(event);
  await Promise.all(work);
}

/** Run in the worker. */
async function changeSubscription([endpoint, p256dh]: readonly [string, string]): Promise<void> {
  const keys = { p256dh, auth: 'BTBZMqHH6r4Tts7J_aSIgg' };
  const event = new Event('pushsubscriptionchange');
  const work: Promise<unknown>[] = [];
  const newSubscription = { toJSON: () => ({ endpoint, keys }) };
  Object.defineProperty(event, 'newSubscription', { value: newSubscription });
  Object.defineProperty(event, 'waitUntil', { value: (it: Promise<unknown>) => work.push(it) });
  globalThis.dispatchEvent(event);
  await Promise.all(work);
}

/** Run in the page. */
async function keepPush(person: string): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open('snug');
    opening.onsuccess = () => resolve(opening.result);
  });
  const writing = database.transaction('facts', 'readwrite');
  writing.objectStore('facts').put(person, 'push');
  await new Promise((resolve) => writing.addEventListener('complete', resolve));
  database.close();
}

/** What this browser keeps, by the names of its databases and of what is in them. */
export async function keptNames(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const names: string[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of database.objectStoreNames) {
        const keys = await new Promise<IDBValidKey[]>((resolve) => {
          const asked = database.transaction(store).objectStore(store).getAllKeys();
          asked.onsuccess = () => resolve(asked.result);
        });
        names.push(...keys.map((key) => `${store}/${key}`));
      }
      database.close();
    }
    return names;
  });
}
