/** A poll that is written, and polls in a conversation. */
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
import type { Screen } from './screen';

const SUPPER = 'What do we cook on Saturday?';

export const POLL_SCREENS: readonly Screen[] = [
  {
    name: 'poll-dialog',
    go: async (world) => {
      const { person } = await inSupper(world);
      await person.begins('Who takes the keys to the locksmith?');
      await person.presses('Add files or a poll');
      await person.chooses('Poll');
      await person.fills('Answer 1', 'Anna, on the way to work');
      await person.fills('Answer 2', 'Whoever is home at four');
      await person.seesField('Answer 3');
      return person;
    },
  },
  {
    name: 'poll-flawed',
    go: async (world) => {
      const { person } = await inSupper(world);
      await person.presses('Add files or a poll');
      await person.chooses('Poll');
      await person.presses('Ask');
      await person.isTold('Write a question.');
      return person;
    },
  },
  {
    name: 'poll',
    go: async (world) => {
      const { person, house } = await inSupper(world);
      const { anna, ben, cleo, supper } = house;
      const past = new Date(Date.now() + 2_000).toISOString();
      const keys = ['Ben', 'Cleo'];
      const over = await cleo.asks(supper, 'Who has the spare keys?', keys, { ends_at: past });
      for (const who of [anna, ben]) await who.reacts(over, '2️⃣');
      await ben.asks(supper, 'Which days suit you?', ['Friday', 'Saturday', 'Sunday'], {
        multiple: true,
        ends_at: new Date(Date.now() + 3 * 24 * 60 * 60_000).toISOString(),
      });
      const dishes = ['Lentils with the last of the garden’s chard', 'Noodles', 'We order in'];
      const poll = await cleo.asks(supper, SUPPER, dishes);
      await anna.reacts(poll, '1️⃣');
      await cleo.reacts(poll, '1️⃣');
      await ben.reacts(poll, '3️⃣');
      await ben.reacts(poll, '🎉');
      await person.readsAt(SUPPER, '3 votes');
      await person.patiently(async () => await person.sees(/^Ended/));
      return person;
    },
  },
  {
    name: 'poll-vote-failed',
    go: async (world) => {
      const { person, house } = await inSupper(world);
      await house.cleo.asks(house.supper, SUPPER, ['Lentils', 'Noodles']);
      await person.isRejected('reaction:set');
      await person.comesBack();
      await person
        .message(SUPPER)
        .getByRole('radio', { name: /^Noodles/ })
        .click();
      await person.readsAt(SUPPER, /Something went wrong on the server/);
      return person;
    },
  },
  {
    name: 'poll-who',
    go: async (world) => {
      const { person, house } = await inSupper(world);
      const poll = await house.cleo.asks(house.supper, SUPPER, ['Lentils', 'Noodles']);
      for (const who of [house.anna, house.ben, house.cleo]) await who.reacts(poll, '2️⃣');
      await person.readsAt(SUPPER, '3 votes');
      await person.presses('Who voted');
      await person.readsAt(SUPPER, /Ben Okafor,/);
      return person;
    },
  },
];

async function inSupper(world: World): Promise<{ person: Person; house: House }> {
  const house = await furnish(world);
  const person = await at(world, house.anna, `/c/${house.supper.id}`);
  await person.reads('Lentils or noodles?');
  return { person, house };
}
