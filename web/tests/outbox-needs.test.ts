import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '@/shared/api/wire';
import type { EntryStore } from '@/shared/outbox/entry';
import { Outbox } from '@/shared/outbox/outbox';
import { message } from './messages';
import { memoryEntries } from './model/memory-entries';
import { ModelNeeds } from './model/needs';

describe('an outbox with messages that carry files', () => {
  let needs: ModelNeeds;
  let sent: string[];
  let store: EntryStore;
  let outbox: Outbox;

  beforeEach(async () => {
    needs = new ModelNeeds();
    sent = [];
    store = memoryEntries();
    const send = (change: { id: string }) => Promise.resolve(void sent.push(change.id));
    outbox = new Outbox(store, send, needs);
    await outbox.load();
    outbox.resume();
  });

  function say(id: string): void {
    outbox.add({ kind: 'send', conversation_id: 'den', id, body: id });
  }

  it('passes over what waits for its files, and sends it when they are there', async () => {
    needs.missing.set('a', 'waiting');
    say('a');
    say('b');
    await vi.waitFor(() => expect(sent).toEqual(['b']));
    needs.missing.delete('a');
    outbox.look();
    await vi.waitFor(() => expect(sent).toEqual(['b', 'a']));
  });

  it('fails with a file that fails, and tries both again when told to', async () => {
    needs.missing.set('a', { code: 'quota_exceeded', detail: 'full' } as Problem);
    say('a');
    const [entry] = outbox.entries.get();
    expect(entry).toMatchObject({ state: 'failed', problem: { code: 'quota_exceeded' } });
    outbox.retry('a');
    await vi.waitFor(() => expect(sent).toEqual(['a']));
  });

  it('says which files nobody needs any more: those of what was given up, and of what was seen', async () => {
    needs.missing.set('b', 'waiting');
    say('a');
    say('b');
    outbox.undo('b');
    expect(needs.dropped_ids).toEqual(['b given up']);
    await vi.waitFor(() => expect(sent).toEqual(['a']));
    outbox.seen([message(1, 1, { id: 'a' })]);
    expect(needs.dropped_ids).toEqual(['b given up', 'a done']);
  });

  it('leaves the files of what another tab has taken back where they are', async () => {
    needs.missing.set('a', 'waiting');
    say('a');
    await vi.waitFor(async () => expect(await store.get('a')).toBeDefined());
    const other = new Outbox(store, () => Promise.resolve(), new ModelNeeds());
    await other.load();
    other.takeBack('a');
    await vi.waitFor(async () => expect(await store.get('a')).toBeUndefined());
    needs.missing.delete('a');
    needs.refreshed = 0;
    outbox.look();
    await vi.waitFor(() => expect(outbox.entries.get()).toEqual([]));
    expect({ sent, dropped: needs.dropped_ids, refreshed: needs.refreshed }).toEqual({
      sent: [],
      dropped: [],
      refreshed: 1,
    });
  });

  it('takes up what another tab has begun, and nothing that was undone here', async () => {
    outbox.pause();
    say('a');
    const other = new Outbox(store, () => Promise.resolve(), new ModelNeeds());
    other.add({ kind: 'send', conversation_id: 'den', id: 'b', body: 'b' });
    await vi.waitFor(async () => expect(await store.list()).toHaveLength(2));
    const loaded = outbox.load();
    outbox.undo('a');
    await loaded;
    expect(outbox.entries.get().map((it) => it.key)).toEqual(['b']);
  });
});
