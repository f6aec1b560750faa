import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Cell } from '@/shared/cell';
import { Messenger } from '@/shared/messenger/messenger';
import type { Attention } from '@/shared/reading/attention';
import { memoryDrafts } from './model/memory-drafts';
import { memoryEntries } from './model/memory-entries';
import { memoryUploads } from './model/memory-uploads';
import { ModelAuth } from './model/model-auth';
import { ModelServer } from './model/model-server';

let server: ModelServer;
let browser: ReturnType<ModelAuth['browser']>;
let open: Messenger[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  server = new ModelServer(() => 0.5);
  for (const person of ['ana', 'ben']) server.enter('den', person);
  browser = new ModelAuth().browser();
  open = [];
});
afterEach(() => {
  for (const messenger of open) messenger.stop();
  vi.useRealTimers();
});

/** Two tabs of one browser, and one of somebody else in it. */
async function tabs(): Promise<[Messenger, Messenger, Messenger]> {
  const stores = { entries: memoryEntries(), drafts: memoryDrafts() };
  const tab = (user_id: string): Messenger => {
    const messenger = new Messenger({
      user_id,
      credentials: server.credentials(user_id),
      dial: server.dial(),
      loadPage: (id, place) => server.page(user_id, id, place),
      loadUsers: () => Promise.resolve([]),
      uploads: memoryUploads(),
      attention: new Cell<Attention>('here'),
      tabs: browser.tabs(),
      ...stores,
    });
    open.push(messenger);
    return messenger;
  };
  const all: [Messenger, Messenger, Messenger] = [tab('ana'), tab('ana'), tab('ben')];
  await Promise.all(all.map((it) => it.start()));
  return all;
}

it('what one begins and writes in one tab is in the other at once', async () => {
  server.isDown = true;
  const [here, there, others] = await tabs();
  const lists = vi.spyOn(others.outbox, 'load');
  here.drafts.put({ conversation_id: 'den', text: 'half a sent' });
  here.outbox.add({ kind: 'send', conversation_id: 'den', id: 'm', body: 'hello' });
  await vi.advanceTimersByTimeAsync(500);
  expect(there.drafts.of('den').get()?.text).toBe('half a sent');
  expect(there.outbox.entries.get()).toMatchObject([{ key: 'm', state: 'waiting' }]);
  expect(lists).not.toHaveBeenCalled();
});

it('a tab that has ended hears of nothing more', async () => {
  server.isDown = true;
  const [here, there] = await tabs();
  there.stop();
  here.outbox.add({ kind: 'send', conversation_id: 'den', id: 'm', body: 'hello' });
  await vi.advanceTimersByTimeAsync(500);
  expect(there.outbox.entries.get()).toEqual([]);
});
