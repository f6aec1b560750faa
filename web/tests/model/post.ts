/** An outbox, and a server that says to each change what a test wants it to. */
import { vi } from 'vitest';
import type { Change, SendChange } from '@/shared/outbox/change';
import type { EntryStore } from '@/shared/outbox/entry';
import { Outbox } from '@/shared/outbox/outbox';
import { databaseEntries } from '@/shared/storage/database-entries';
import { openUserDatabase } from '@/shared/storage/user-database';
import { memoryEntries } from './memory-entries';
import { ModelNeeds } from './needs';

export const STORES: Readonly<Record<string, () => EntryStore>> = {
  memory: memoryEntries,
  IndexedDB: () => databaseEntries(openUserDatabase('ana')),
};

export class Post {
  store: EntryStore;
  outbox!: Outbox;
  readonly sent: string[];
  /** What the server says to each change; nothing: it is acknowledged. */
  readonly answers = new Map<string, Error | Promise<void>>();

  /** `sent`: where several send to one server. */
  constructor(store: EntryStore, sent: string[] = []) {
    this.store = store;
    this.sent = sent;
  }

  /** With what was left in the store. */
  async open(): Promise<void> {
    const send: SendChange = async (change) => {
      this.sent.push(change.kind === 'send' ? change.id : change.change_id);
      const answer = this.answers.get(change.id);
      if (answer instanceof Error) throw answer;
      await answer;
    };
    this.outbox = new Outbox(this.store, send, new ModelNeeds());
    await this.outbox.load();
  }

  async wait(ms = 0): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
    // IndexedDB takes turns of its own.
    for (let turn = 0; turn < 30; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  states(): string[] {
    return this.outbox.entries.get().map((it) => `${it.change.id} ${it.state}`);
  }
}

export function say(id: string, conversation_id = 'den'): Change {
  return { kind: 'send', conversation_id, id, body: id };
}

export function remove(id: string): Change {
  return { kind: 'delete', conversation_id: 'den', id, change_id: `delete ${id}` };
}
