/**
 * The service worker as a browser runs it: started anew for what happens, and ended when all is done.
 * Only what a browser has around it is a model, and the server's answers are what a test says.
 */
import { vi } from 'vitest';

/** So that it isn't part of the pages' program: a worker has types of its own. */
const WORKER = new URL('../../src/worker/worker.ts', import.meta.url).pathname;

export interface ShownNotification extends NotificationOptions {
  readonly title: string;
  close(): void;
}

/** Of what is asked, as `POST /api/auth/refresh`: the answer. What is not named is nobody's. */
type Answers = Record<string, (body: unknown) => unknown>;

export class ModelWorker {
  /** By tag, as a system shows them: a later one takes the place of an earlier one. */
  readonly shown = new Map<string, ShownNotification>();
  readonly asked: string[] = [];
  readonly subscribe = vi.fn();
  readonly openWindow = vi.fn(() => Promise.resolve(null));
  answers: Answers = {};
  badge = 0;
  /** What the one page was told that is open. */
  readonly told: unknown[] = [];
  isOpen = false;

  /** Something happens: resolves when the worker is done with it. */
  async happens(name: string, event: object): Promise<void> {
    const listeners = new Map<string, (event: object) => void>();
    const registration = {
      showNotification: (title: string, options: NotificationOptions) => this.#show(title, options),
      pushManager: {
        subscribe: this.subscribe,
        getSubscription: () => Promise.resolve(null),
      },
    };
    const page = {
      url: 'http://localhost/',
      postMessage: (news: unknown) => this.told.push(news),
      focus: () => Promise.resolve(),
    };
    const clients = {
      matchAll: () => Promise.resolve(this.isOpen ? [page] : []),
      openWindow: this.openWindow,
    };
    vi.stubGlobal('self', {
      registration,
      clients,
      addEventListener: (name: string, listen: (event: object) => void) => {
        listeners.set(name, listen);
      },
    });
    vi.stubGlobal('SHELL_OF_THIS_BUILD', { version: '', script: '', files: [] });
    vi.stubGlobal('navigator', {
      languages: ['en'],
      setAppBadge: (count: number) => {
        this.badge = count;
        return Promise.resolve();
      },
    });
    vi.stubGlobal('fetch', (request: Request) => this.#answer(request));
    vi.resetModules();
    await import(WORKER);
    const works: Promise<unknown>[] = [];
    const waitUntil = (work: Promise<unknown>): void => void works.push(work);
    listeners.get(name)?.({ ...event, waitUntil });
    await Promise.all(works);
  }

  async pushes(payload: object): Promise<void> {
    await this.happens('push', { data: { text: () => JSON.stringify(payload) } });
  }

  #show(title: string, options: NotificationOptions): Promise<void> {
    const tag = options.tag ?? '';
    this.shown.set(tag, { ...options, title, close: () => void this.shown.delete(tag) });
    return Promise.resolve();
  }

  async #answer(request: Request): Promise<Response> {
    const asked = `${request.method} ${new URL(request.url).pathname}`;
    this.asked.push(asked);
    const found = this.answers[asked];
    if (!found) throw new TypeError('nobody there');
    const text = await request.text();
    return Response.json(found(text === '' ? null : JSON.parse(text)));
  }
}
