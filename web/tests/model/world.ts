/** Two people and their server, and whatever may happen to them. */
import fc from 'fast-check';
import { vi } from 'vitest';
import { type Change, newId } from '@/shared/outbox/change';
import { type Faults, NO_FAULTS } from './model-line';
import { ModelServer } from './model-server';
import { Person } from './person';
import { randomFrom } from './random';

export const PEOPLE = ['ana', 'ben'] as const;
const PLACES = ['den', 'attic', 'yard', 'loft'] as const;
const EMOJI = ['👍', '🎈'] as const;

const who = fc.constantFrom(...PEOPLE);
const where = fc.constantFrom(...PLACES);
const nth = fc.nat(30);
const chance = fc.constantFrom(0, 0, 0.1, 0.4);
export const faults = fc.record({
  drop: chance,
  repeat: chance,
  swap: chance,
  cut: chance,
  busy: chance,
  slow: chance,
});
export const step = fc.oneof(
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
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rest'), who, where, nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut'), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reload'), who }) },
  // With what this device kept, as where nobody answers.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reopen'), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('keep'), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('down'), isDown: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('begin', 'commit') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late'), isLate: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('faults'), faults }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(400) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export class World {
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
      case 'rest':
        if (picked && 'nth' in step) {
          person?.timeline(place)?.rest(picked.seq, step.nth % 2 === 0 ? picked.seq : undefined);
        }
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
      case 'late':
        server.isLate = 'isLate' in step && step.isLate;
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
    this.server.isLate = false;
    this.server.catchUp();
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
