/** The list of conversations, and a conversation in each of its states. */
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, inGeneral, LAST, sayAnything } from './furnish';
import type { Screen } from './screen';

export const CONVERSATION_SCREENS: readonly Screen[] = [
  {
    name: 'home',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await at(world, anna, '/');
      await person.seesInTheList('garden', /your week/);
      return person;
    },
  },
  {
    name: 'home-of-a-newcomer',
    go: async (world) => {
      const person = await at(world, await world.exists('Anna'), '/');
      await person.isIn();
      return person;
    },
  },
  {
    name: 'home-loading',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await world.comes('Anna Berg');
      await person.is(anna);
      await person.hearsNothing();
      await person.opens();
      await person.seesButton(/Your account/);
      return person;
    },
  },
  {
    name: 'home-account-menu',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await at(world, anna, '/');
      await person.presses(/Your account/);
      await person.seesMenuItem('Settings');
      return person;
    },
  },
  {
    name: 'home-log-out',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await at(world, anna, '/');
      await person.presses(/Your account/);
      await person.chooses('Log out');
      await person.isAsked('Log out?');
      return person;
    },
  },
  { name: 'conversation', go: async (world) => (await inGeneral(world)).person },
  {
    name: 'conversation-compact',
    go: async (world) => await inALook(world, 'density', 'compact'),
  },
  { name: 'conversation-largest', go: async (world) => await inALook(world, 'size', 'largest') },
  {
    name: 'conversation-direct',
    go: async (world) => {
      const { anna, ben, ben_direct } = await furnish(world);
      await ben.arrives();
      const person = await at(world, anna, `/c/${ben_direct.id}`);
      await person.reads('Can you bring the blue folder?');
      await person.sees('Here now');
      return person;
    },
  },
  {
    name: 'conversation-empty',
    go: async (world) => {
      const { anna, cleo } = await furnish(world);
      const person = await at(world, anna, `/c/${(await anna.direct(cleo)).id}`);
      await person.sees('Nothing has been said here yet. Say hello.');
      return person;
    },
  },
  {
    name: 'conversation-loading',
    go: async (world) => {
      const { anna, general } = await furnish(world);
      const person = await world.comes('Anna Berg');
      await person.is(anna);
      await person.getsNoAnswers('**/messages*');
      await person.opens(`/c/${general.id}`);
      await person.seesHeading('general');
      await person.seesStatus('Loading …');
      return person;
    },
  },
  {
    name: 'conversation-failed',
    go: async (world) => {
      const { anna, general } = await furnish(world);
      const person = await world.comes('Anna Berg');
      person.faults.expect(/status of 500/);
      await person.is(anna);
      await person.isFailed('**/messages*');
      await person.opens(`/c/${general.id}`);
      await person.seesButton('Try again');
      return person;
    },
  },
  {
    name: 'conversation-offline',
    go: async (world) => {
      const { person } = await inGeneral(world);
      person.faults.expectUnanswered();
      await world.server.stop();
      await person.says('I’ll be there at seven.');
      await person.sees(/Offline since/);
      return person;
    },
  },
  {
    name: 'conversation-wrong-clock',
    go: async (world) => {
      const { anna, general } = await furnish(world);
      const person = await world.comes('Anna Berg');
      await person.is(anna);
      await person.hasAWrongClock(2 * 60 * 60_000);
      await person.opens(`/c/${general.id}`);
      await person.sees(/clock is 2 hours ahead/);
      return person;
    },
  },
  {
    name: 'conversation-other-version',
    go: async (world) => {
      const { anna, general } = await furnish(world);
      const person = await world.comes('Anna Berg');
      await person.is(anna);
      await person.isToldOfAnotherVersion();
      await person.opens(`/c/${general.id}`);
      await person.sees('Another version of Snug is here.');
      return person;
    },
  },
  {
    name: 'conversation-refused',
    go: async (world) => {
      const { anna, general } = await furnish(world);
      const person = await at(world, anna);
      await person.isTurnedAway();
      await person.opens(`/c/${general.id}`);
      await person.sees('The server does not let this page in.');
      return person;
    },
  },
  {
    name: 'conversation-unread',
    go: async (world) => {
      const { anna, cleo, garden } = await furnish(world);
      await cleo.says(garden, 'and the tomatoes, too');
      const person = await at(world, anna, `/c/${garden.id}`);
      await person.reads('The beans want water.');
      return person;
    },
  },
  {
    name: 'conversation-far-up',
    go: async (world) => {
      const { anna, ben, general } = await furnish(world);
      for (let n = 1; n <= 60; n += 1) await ben.says(general, `Line ${n} of the shopping list`);
      const person = await at(world, anna, `/c/${general.id}/4`);
      await person.reads(/A valve/);
      await person.sees(/\d new messages$/);
      return person;
    },
  },
  {
    name: 'conversation-any-text',
    go: async (world) => {
      const { anna, ben, supper } = await furnish(world);
      await sayAnything(ben, supper);
      const person = await at(world, anna, `/c/${supper.id}`);
      await person.reads(/__proto__/);
      return person;
    },
  },
  {
    name: 'conversation-wide-names',
    go: async (world) => {
      const { anna, ben } = await furnish(world);
      await ben.isCalled('Ｗ'.repeat(32));
      await anna.callsTheServer('Ｗ'.repeat(32));
      const wide = await anna.channel('W'.repeat(80), ben);
      await anna.describes(wide, 'W '.repeat(250));
      await ben.says(wide, 'W'.repeat(200));
      const person = await at(world, anna, `/c/${wide.id}`);
      await person.reads(/WWW/);
      return person;
    },
  },
  {
    name: 'conversation-missing',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await world.comes('Anna Berg');
      person.faults.expect(/status of 404/);
      await person.is(anna);
      await person.opens('/c/00000000-0000-4000-8000-000000000000');
      await person.sees(/There is no such conversation/);
      return person;
    },
  },
  {
    name: 'conversation-to-join',
    go: async (world) => {
      const { anna, cleo } = await furnish(world);
      const attic = await cleo.channel('attic');
      await cleo.describes(attic, 'What is up there, and whether we need it');
      const person = await at(world, anna, `/c/${attic.id}`);
      await person.sees(/You are not in this channel/);
      return person;
    },
  },
  {
    name: 'conversation-session-ended',
    go: async (world) => {
      const { anna, general } = await furnish(world);
      const person = await at(world, anna, `/c/${general.id}`);
      person.faults.expect(/status of 401/);
      await person.begins('Half a sentence');
      await anna.endsOtherSessions();
      await person.sees(/Your session has ended/);
      return person;
    },
  },
];

async function inALook(world: World, look: string, chosen: string): Promise<Person> {
  const { person } = await inGeneral(world);
  await person.looks(look, chosen);
  await person.comesBack();
  await person.reads(LAST);
  return person;
}
