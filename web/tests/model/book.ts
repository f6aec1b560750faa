/** A long conversation and its reader: pages come when they are asked for, or don't. */
import { vi } from 'vitest';
import type { Look, Shown } from '@/features/conversation/timeline/feed-reader';
import { Reader } from '@/features/conversation/timeline/reader';
import { UnansweredError } from '@/shared/api/errors';
import type { MessagePage } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import { idOf } from '@/shared/messenger/item';
import type { Entry } from '@/shared/outbox/entry';
import { type Place, Timeline } from '@/shared/timeline/timeline';
import { message, messages } from '../messages';

const PAGE = 50;

export class Book {
  /** What was asked for. */
  readonly places: Place[] = [];
  readonly entries = new Cell<readonly Entry[]>([]);
  readonly connection = new Cell<ConnectionState>({ name: 'online' });
  readonly timeline: Timeline;
  reader: Reader;
  newest = 1_000;
  isOffline = false;
  /** The pages that do not come. */
  failing = '';

  constructor() {
    this.timeline = new Timeline('den', 'ana', async (_, place) => {
      await Promise.resolve();
      this.places.push(place);
      if (this.isOffline || this.failing in place) throw new UnansweredError('offline');
      return this.#page(place);
    });
    this.timeline.begin(this.newest, this.newest);
    this.reader = this.open();
  }

  /** One comes, and is not brought anywhere yet. */
  open(): Reader {
    const { timeline, entries, connection } = this;
    this.reader = new Reader({ timeline, entries, connection, user_id: 'ana' });
    this.reader.start();
    return this.reader;
  }

  async settle(): Promise<void> {
    await vi.advanceTimersByTimeAsync(200);
  }

  shown(): Shown {
    const state = this.reader.state.get();
    if (state.name !== 'ready') throw new Error(`it is ${state.name}`);
    return state;
  }

  /** The first and the last that are shown. */
  ends(): (string | undefined)[] {
    const { items } = this.shown();
    return [items[0], items.at(-1)].map((it) => it && idOf(it));
  }

  arrive(seq: number): void {
    this.newest = seq;
    this.timeline.hear({ after_rev: seq - 1, rev: seq, messages: [message(seq, seq)] });
  }

  #page(place: Place): MessagePage {
    const { newest } = this;
    let from = newest - PAGE + 1;
    if ('before' in place) from = place.before - PAGE;
    if ('after' in place) from = place.after + 1;
    if ('around' in place) from = place.around - PAGE / 2;
    const first = Math.max(1, from);
    const last = Math.min(newest, from + PAGE - 1);
    return { messages: messages(first, last), has_more_before: false, has_more_after: false };
  }
}

export function look(first: number, isAtEnd = false): Look {
  return { first, last: first + 10, offset: 0, isAtEnd };
}

/** Something written there, that waits. */
export function waiting(id: string): Entry {
  const change = { kind: 'send', conversation_id: 'den', id, body: 'hi' } as const;
  return { key: id, change, order: 1, created_at: 1, not_before: 1, state: 'waiting' };
}
