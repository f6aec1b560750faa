/**
 * Whatever happens between two people and their server, in the end both see what the server has.
 * The real classes from the outbox to the timeline; only the wire and the server are models.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '@/shared/api/wire';
import type { Faults } from './model/model-line';
import { randomFrom } from './model/random';
import { faults, PEOPLE, type Step, step, World } from './model/world';

const STEPS = { minLength: 10, maxLength: 120, size: 'max' } as const;
const RUNS = Number(process.env['SNUG_RUNS'] ?? 400);

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }),
);
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('two clients', () => {
  it('end with what the server has, whatever happens on the way', {
    // Some seconds; a busy machine takes its time.
    timeout: 60_000 + RUNS * 20,
  }, async () => {
    const property = async (seed: number, faults: Faults, steps: Step[]): Promise<void> => {
      // What waits a random while does so in the same way when it is run again.
      vi.spyOn(Math, 'random').mockImplementation(randomFrom(seed));
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
  const sends = changes.filter((it) => it.kind === 'send').map((it) => it.id);
  const failed = new Set([...sends, ...world.server.refused]);
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
 * too: when the answer was lost and one was removed then, nobody tells. One that was refused after it was
 * acknowledged may come after what was said later: when nobody heard of that, it went again.
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
