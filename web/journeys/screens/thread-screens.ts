/** Threads, and what is kept in reach. */
import { Thread } from '../harness/thread';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
import type { Screen } from './screen';

const ROOT = 'Who takes the keys to the locksmith?';

export const THREAD_SCREENS: readonly Screen[] = [
  {
    name: 'thread',
    go: async (world) => {
      const { house, id } = await withThread(world);
      const person = await at(world, house.anna, `/c/${house.supper.id}/t/${id}`);
      const thread = new Thread(person);
      await thread.reads('I can, after four');
      await thread.isOpen();
      return person;
    },
  },
  {
    name: 'thread-line',
    go: async (world) => {
      const { house } = await withThread(world);
      const person = await at(world, house.anna, `/c/${house.supper.id}`);
      await person.readsAt(ROOT, '3 replies');
      await person.sees('3 new replies in threads');
      return person;
    },
  },
  {
    name: 'thread-over',
    go: async (world) => {
      const { house, id } = await withThread(world);
      await house.anna.deletes({ id, conversation_id: house.supper.id });
      const person = await at(world, house.anna, `/c/${house.supper.id}/t/${id}`);
      await person.sees(/^The message was deleted/);
      return person;
    },
  },
  {
    name: 'thread-failed',
    go: async (world) => {
      const { house, id } = await withThread(world);
      const person = await at(world, house.anna, `/c/${house.supper.id}`);
      await person.readsAt(ROOT, '3 replies');
      await person.isFailed(`**/messages?*thread_id=*`);
      person.faults.expect(/status of 500/);
      await person.opens(`/c/${house.supper.id}/t/${id}`);
      await person.seesButton('Try again');
      return person;
    },
  },
  {
    name: 'pins',
    go: async (world) => {
      const { house, id } = await withThread(world);
      await house.cleo.pins(house.supper, id);
      const address = `/c/${house.supper.id}?panel=pins`;
      const person = await at(world, house.anna, address);
      await person.sees('Pinned by Cleo Marchetti');
      return person;
    },
  },
  {
    name: 'pins-none',
    go: async (world) => {
      const house = await furnish(world);
      const person = await at(world, house.anna, `/c/${house.supper.id}?panel=pins`);
      await person.sees(/^Nothing is pinned yet/);
      return person;
    },
  },
  {
    name: 'saved',
    go: async (world) => {
      const { house, id } = await withThread(world);
      await house.anna.saves(house.supper, id);
      const person = await at(world, house.anna, '/saved');
      await person.sees(ROOT);
      return person;
    },
  },
  {
    name: 'saved-none',
    go: async (world): Promise<Person> => {
      const { anna } = await furnish(world);
      const person = await at(world, anna, '/saved');
      await person.sees(/^You have saved nothing yet/);
      return person;
    },
  },
];

/** Anna began one, and has not read it. */
async function withThread(world: World): Promise<{ house: House; id: string }> {
  const house = await furnish(world);
  const { anna, ben, cleo, supper } = house;
  const id = await anna.says(supper, ROOT);
  await ben.repliesIn(supper, id, 'Which ones? The ones on the hook are for the cellar.');
  await cleo.repliesIn(supper, id, 'All three, he copies them while one waits');
  await ben.repliesIn(supper, id, 'I can, after four');
  return { house, id };
}
