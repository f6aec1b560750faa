/** A person at a browser of their own, which is opened with what it kept and closed without a word. */
import { vi } from 'vitest';
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { Keeper } from '@/shared/kept/keeper';
import { keptPage } from '@/shared/kept/kept-page';
import { Messenger } from '@/shared/messenger/messenger';
import { newId } from '@/shared/outbox/change';
import type { Attention } from '@/shared/reading/attention';
import type { Page, Place } from '@/shared/timeline/timeline';
import { memoryDrafts } from './memory-drafts';
import { memoryEntries } from './memory-entries';
import { memoryKept } from './memory-kept';
import { memoryUploads } from './memory-uploads';
import type { ModelServer } from './model-server';

const NOBODY = {
  username: '',
  display_name: '',
  role: 'member',
  disabled: false,
  updated_at: '',
} as const;

export class Person {
  messenger!: Messenger;
  readonly said = new Map<string, string[]>();
  readonly #name: string;
  readonly #server: ModelServer;
  readonly #entries = memoryEntries();
  readonly #kept = memoryKept();
  #keeper: Keeper | null = null;
  #loads = 0;
  /** Takes what was kept where it could wait. */
  isImpatient = true;

  constructor(name: string, server: ModelServer) {
    this.#name = name;
    this.#server = server;
    void this.open();
  }

  /** `isKept`: what was kept is there before anything else is. */
  async open(isKept = false): Promise<void> {
    this.close();
    const kept = isKept ? await this.#kept.state() : undefined;
    this.#open();
    if (kept) this.messenger.restore(kept);
    const { mirror, people } = this.messenger;
    const user = () => ({ ...NOBODY, id: this.#name });
    this.#keeper = new Keeper({ store: this.#kept, mirror, people, user });
    void this.messenger.start();
  }

  #open(): void {
    this.messenger = new Messenger({
      user_id: this.#name,
      credentials: this.#server.credentials(this.#name),
      dial: this.#server.dial(),
      loadPage: (id, place) => this.#page(id, place),
      keptPage: (id, place) => this.#keptAtOnce(id, place),
      loadUsers: () => Promise.resolve([]),
      entries: this.#entries,
      drafts: memoryDrafts(),
      uploads: memoryUploads(),
      attention: new Cell<Attention>('here'),
    });
  }

  /** What was kept, where the answer is late or doesn't come. */
  async #page(id: string, place: Place): Promise<Page> {
    const asked = this.#server.page(this.#name, id, place);
    const answer = await asked.catch((error: unknown) => ({ error }));
    this.#loads += 1;
    const isLate = 'error' in answer || (this.isImpatient && this.#loads % 2 === 0);
    const kept = isLate ? await keptPage(this.#kept, id, place) : null;
    if (kept) return structuredClone(kept);
    if ('error' in answer) throw answer.error;
    return answer;
  }

  /** Where the store is quicker than the server, which it isn't always. */
  async #keptAtOnce(id: string, place: Place): Promise<Page | null> {
    const isQuick = this.isImpatient && this.#loads % 3 > 0;
    return isQuick ? structuredClone(await keptPage(this.#kept, id, place)) : null;
  }

  keep(): void {
    this.#keeper?.flush();
  }

  close(): void {
    this.#keeper?.stop();
    this.messenger?.stop();
  }

  timeline(id: string) {
    return this.messenger.mirror.room(id)?.timeline;
  }

  messages(id: string): Message[] {
    return (
      this.timeline(id)
        ?.ranges.get()
        .flatMap((it) => it.messages) ?? []
    );
  }

  /** A message that they see, if they see any. */
  pick(id: string, nth: number): Message | undefined {
    const messages = this.messages(id);
    return messages[nth % Math.max(1, messages.length)];
  }

  say(conversation_id: string, body: string): void {
    if (!this.messenger.mirror.room(conversation_id)) return;
    const id = newId();
    this.messenger.outbox.add({ kind: 'send', conversation_id, id, body });
    this.said.set(conversation_id, [...(this.said.get(conversation_id) ?? []), id]);
  }

  load(id: string, place = {}): void {
    this.timeline(id)
      ?.load(place)
      .catch(() => undefined);
  }

  /** Scrolls up to the very first message. */
  async loadAll(id: string): Promise<void> {
    const timeline = this.timeline(id);
    if (!timeline) return;
    const loading = timeline.load();
    await vi.advanceTimersByTimeAsync(500);
    await loading;
    for (let missing = first(this.messages(id)); missing > 1; missing = first(this.messages(id))) {
      const loading = timeline.load({ before: missing });
      await vi.advanceTimersByTimeAsync(500);
      await loading;
    }
  }
}

/** Where what is loaded up to the newest begins. */
function first(messages: Message[]): number {
  let seq = messages.at(-1)?.seq ?? 0;
  const held = new Set(messages.map((it) => it.seq));
  while (held.has(seq - 1)) seq -= 1;
  return seq;
}
