/**
 * Whatever happens between two people and their server, in the end both see what the server has.
 * The real classes from the outbox to the timeline; only the wire and the server are models.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { Keeper } from '@/shared/kept/keeper';
import { keptPage } from '@/shared/kept/kept-page';
import { Messenger } from '@/shared/messenger/messenger';
import { type Change, newId } from '@/shared/outbox/change';
import type { Attention } from '@/shared/reading/attention';
import type { Page, Place } from '@/shared/timeline/timeline';
import { memoryDrafts } from './model/memory-drafts';
import { memoryEntries } from './model/memory-entries';
import { memoryKept } from './model/memory-kept';
import { memoryUploads } from './model/memory-uploads';
import { type Faults, NO_FAULTS } from './model/model-line';
import { ModelServer } from './model/model-server';
import { randomFrom } from './model/random';

const PEOPLE = ['ana', 'ben'] as const;
const PLACES = ['den', 'attic', 'yard', 'loft'] as const;
const EMOJI = ['👍', '🎈'] as const;
const STEPS = { minLength: 10, maxLength: 120, size: 'max' } as const;
const RUNS = Number(process.env['SNUG_RUNS'] ?? 400);

const who = fc.constantFrom(...PEOPLE);
const where = fc.constantFrom(...PLACES);
const nth = fc.nat(30);
const chance = fc.constantFrom(0, 0, 0.1, 0.4);
const faults = fc.record({
  drop: chance,
  repeat: chance,
  swap: chance,
  cut: chance,
  busy: chance,
  slow: chance,
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say'), who, where }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('edit'), who, where, nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete'), who, where, nth }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('react'),
      who,
      where,
      nth,
      emoji: fc.constantFrom(...EMOJI),
      on: fc.boolean(),
    }),
  },
  // Somebody who is not watched, past every client.
  { weight: 8, arbitrary: fc.record({ do: fc.constant('other'), where, nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename'), where }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('read'), who, where, nth, back: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('leave'), who, where }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enter'), who, where }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('load'), who, where, nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget'), who, where, nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close'), who, where }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut'), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reload'), who }) },
  // With what this device kept, as where nobody answers.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reopen'), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('keep'), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('down'), isDown: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('begin', 'commit') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('faults'), faults }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(400) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const NOBODY = {
  username: '',
  display_name: '',
  role: 'member',
  disabled: false,
  updated_at: '',
} as const;

/** A person at a browser that can be closed and opened again. */
class Person {
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

class World {
  readonly server: ModelServer;
  readonly people: Record<(typeof PEOPLE)[number], Person>;

  constructor(seed: number, faults: Faults) {
    this.server = new ModelServer(randomFrom(seed));
    this.server.faults = faults;
    for (const place of PLACES.slice(0, 3)) {
      for (const person of [...PEOPLE, 'carl']) this.server.enter(place, person);
    }
    this.people = { ana: new Person('ana', this.server), ben: new Person('ben', this.server) };
  }

  take(step: Step): void {
    const { server } = this;
    const person = 'who' in step ? this.people[step.who] : undefined;
    const place = 'where' in step ? step.where : 'den';
    const picked = 'nth' in step ? person?.pick(place, step.nth) : undefined;
    const at = { conversation_id: place, id: picked?.id ?? '', change_id: newId() };
    const act = (change: Change) => picked && person?.messenger.outbox.add(change);
    switch (step.do) {
      case 'say':
        person?.say(place, newId());
        break;
      case 'edit':
        act({ kind: 'edit', ...at, body: newId() });
        break;
      case 'delete':
        act({ kind: 'delete', ...at });
        break;
      case 'react':
        if ('on' in step) act({ kind: 'react', ...at, emoji: step.emoji, on: step.on });
        break;
      case 'other':
        if ('nth' in step) this.#other(place, step.nth);
        break;
      case 'rename':
        if (server.conversations.has(place)) server.rename(place, 'carl');
        break;
      case 'read':
        if ('back' in step && server.conversations.get(place)?.members.has(step.who)) {
          server.read(step.who, place, picked?.seq ?? 0, step.back);
        }
        break;
      case 'leave':
        if ('who' in step && server.conversations.has(place)) server.leave(place, step.who);
        break;
      case 'enter':
        server.enter(place, 'carl');
        if ('who' in step) server.enter(place, step.who);
        break;
      case 'load': {
        const seq = 'nth' in step ? step.nth : 0;
        const places = [{}, {}, { before: seq + 1 }, { after: seq }, { around: seq + 1 }];
        person?.load(place, places[seq % places.length]);
        break;
      }
      case 'forget':
        if (picked) person?.timeline(place)?.keep(picked.seq - 3, picked.seq + 3);
        break;
      case 'close':
        person?.timeline(place)?.close();
        break;
      case 'cut':
        if ('who' in step) server.cut(step.who);
        break;
      case 'reload':
        void person?.open();
        break;
      case 'keep':
        person?.keep();
        break;
      case 'reopen':
        void person?.open(true);
        break;
      case 'expire':
        server.expire();
        break;
      case 'down':
        server.isDown = 'isDown' in step && step.isDown;
        if (server.isDown) for (const name of PEOPLE) server.cut(name);
        break;
      case 'begin':
        server.begin();
        break;
      case 'commit':
        server.commit();
        break;
      case 'faults':
        if ('faults' in step) server.faults = step.faults;
        break;
    }
  }

  /** Everything works again, and some time goes by. */
  async settle(): Promise<void> {
    this.server.commit();
    this.server.faults = NO_FAULTS;
    this.server.isDown = false;
    for (const person of Object.values(this.people)) person.isImpatient = false;
    await vi.advanceTimersByTimeAsync(40_000);
    for (const person of Object.values(this.people)) person.messenger.wake();
    await vi.advanceTimersByTimeAsync(5_000);
  }

  #other(place: string, nth: number): void {
    const at = this.server.conversations.get(place);
    if (!at) return;
    const held = at.messages[nth % Math.max(1, at.messages.length)];
    const change = { conversation_id: place, id: held?.id ?? '', change_id: newId() };
    const emoji = EMOJI[nth % 2] ?? '👍';
    if (nth % 3 > 0 || !held) {
      this.server.change('carl', { ...change, kind: 'send', id: newId(), body: newId() });
    } else if (!held.deleted_at) {
      this.server.change('carl', { ...change, kind: 'react', emoji, on: nth % 2 === 0 });
    }
  }
}

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }),
);
afterEach(() => void vi.useRealTimers());

describe('two clients', () => {
  it('end with what the server has, whatever happens on the way', {
    timeout: 20_000 + RUNS * 20,
  }, async () => {
    const property = async (seed: number, faults: Faults, steps: Step[]): Promise<void> => {
      const world = new World(seed, faults);
      try {
        for (const step of steps) {
          world.take(step);
          await vi.advanceTimersByTimeAsync(step.do === 'wait' && 'ms' in step ? step.ms : 5);
        }
        await world.settle();
        for (const name of PEOPLE) await expectTruth(world, name);
      } finally {
        for (const person of Object.values(world.people)) person.close();
        vi.clearAllTimers();
      }
    };
    await fc.assert(fc.asyncProperty(fc.integer(), faults, fc.array(step, STEPS), property), {
      numRuns: RUNS,
    });
  });
});

async function expectTruth(world: World, name: (typeof PEOPLE)[number]): Promise<void> {
  const person = world.people[name];
  const { messenger } = person;
  expect(messenger.connection.state.get()).toEqual({ name: 'online' });
  const rooms = messenger.mirror.views.get().map((it) => it.conversation.id);
  expect(rooms.sort()).toEqual(world.server.memberships(name).sort());
  expect(messenger.outbox.entries.get().filter((it) => it.state !== 'failed')).toEqual([]);
  const changes = messenger.outbox.entries.get().map((it) => it.change);
  const failed = new Set(changes.filter((it) => it.kind === 'send').map((it) => it.id));
  for (const id of rooms) {
    // What is loaded already, and then all of it.
    const truth = () => world.server.truth(name, id);
    for (const message of person.messages(id)) {
      expect(known(message)).toEqual(truth().messages[message.seq - 1]);
    }
    await person.loadAll(id);
    expect(person.messages(id).map(known)).toEqual(truth().messages);
    const { conversation, me } = messenger.mirror.room(id)?.view.get() ?? {};
    expect(withoutMine(conversation)).toEqual(withoutMine(truth().conversation));
    expect({ ...me, last_seq: 0 }).toEqual({ ...truth().me, last_seq: 0 });
    expectSaidOnce(truth().messages, person.said.get(id) ?? [], failed);
  }
}

/**
 * Each message that was said is there once, in order. One that is known to have failed may be there
 * too: when the answer was lost and one was removed then, nobody tells.
 */
function expectSaidOnce(messages: Message[], said: string[], failed: ReadonlySet<string>): void {
  const safe = said.filter((id) => !failed.has(id));
  expect(messages.map((it) => it.id).filter((id) => safe.includes(id))).toEqual(safe);
}

function known(message: Message): Message {
  return {
    ...message,
    reactions: message.reactions.map((it) => ({ ...it, mine: it.mine ?? false })),
  };
}

function withoutMine(conversation: { last_message?: Message | null } | undefined) {
  const last = conversation?.last_message;
  const reactions = last?.reactions.map(({ mine: _, ...rest }) => rest);
  return { ...conversation, last_message: last && { ...last, reactions } };
}
