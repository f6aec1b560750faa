/** Threads, and what is kept in reach. */
import { png } from '../harness/picture';
import { film } from '../harness/samples';
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
    name: 'thread-loading',
    go: async (world) => {
      const { house, id } = await withThread(world);
      const person = await at(world, house.anna);
      await person.getsNoAnswers('**/messages?*thread_id=*');
      await person.opens(`/c/${house.supper.id}/t/${id}`);
      await person.seesStatus('Loading …');
      return person;
    },
  },
  {
    name: 'thread-offline',
    go: async (world) => {
      const { house, id } = await withThread(world);
      const person = await at(world, house.anna, `/c/${house.supper.id}/t/${id}`);
      const thread = new Thread(person);
      await thread.reads('I can, after four');
      person.faults.expectUnanswered();
      await world.server.stop();
      await thread.says('They are in the blue folder');
      await person.sees(/^Offline since/);
      return person;
    },
  },
  {
    name: 'thread-missing',
    go: async (world) => {
      const { anna, supper } = await furnish(world);
      const person = await at(world, anna);
      person.faults.expect(/status of 404/);
      await person.opens(`/c/${supper.id}/t/00000000-0000-4000-8000-000000000000`);
      await person.sees('That is not there any more.');
      return person;
    },
  },
  {
    name: 'thread-empty',
    go: async (world) => {
      const { anna, supper } = await furnish(world);
      const id = await anna.says(supper, ROOT);
      const person = await at(world, anna, `/c/${supper.id}/t/${id}`);
      await new Thread(person).isOpen();
      await new Thread(person).reads(ROOT);
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
    name: 'files-panel',
    go: async (world) => {
      const house = await withFiles(world);
      const person = await at(world, house.anna, filesOf(house));
      await person.seesPictures(1);
      await person.sees('Invoice 2041.pdf');
      return person;
    },
  },
  {
    name: 'files-panel-none',
    go: async (world) => {
      const house = await furnish(world);
      const person = await at(world, house.anna, filesOf(house));
      await person.sees(/^There are no files here yet/);
      return person;
    },
  },
  {
    name: 'files-panel-loading',
    go: async (world) => {
      const house = await furnish(world);
      const person = await at(world, house.anna, `/c/${house.supper.id}`);
      await person.reads('Lentils or noodles?');
      await person.getsNoAnswers('**/api/search?*');
      await person.presses('More about this conversation');
      await person.chooses('Files');
      await person.seesStatus('Loading …');
      return person;
    },
  },
  {
    name: 'files-panel-failed',
    go: async (world) => {
      const house = await furnish(world);
      const person = await at(world, house.anna, `/c/${house.supper.id}`);
      await person.reads('Lentils or noodles?');
      await person.isFailed('**/api/search?*');
      person.faults.expect(/status of 500/);
      await person.presses('More about this conversation');
      await person.chooses('Files');
      await person.seesButton('Try again');
      return person;
    },
  },
  {
    name: 'files-panel-offline',
    go: async (world) => {
      const house = await withFiles(world);
      const person = await at(world, house.anna, filesOf(house));
      await person.seesPictures(1);
      person.faults.expectUnanswered();
      await world.server.stop();
      await person.sees(/Files appear when the connection is back/);
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

function filesOf({ supper }: House): string {
  return `/c/${supper.id}?panel=files`;
}

async function withFiles(world: World): Promise<House> {
  const house = await furnish(world);
  const { anna, ben, cleo, supper } = house;
  const text = Buffer.from('two eggs, flour');
  await ben.sends(supper, { 'Invoice 2041.pdf': Buffer.from('%PDF-1.7\n') });
  await cleo.sends(supper, { 'Cutting the hedge.webm': film(), 'قائمة المشتريات.txt': text });
  const long = `Minutes of the meeting about the chimney, ${'really '.repeat(20)}final.docx`;
  await anna.sends(supper, { 'IMG_1.png': png(640, 400, 120), [long]: text }, 'All of it');
  return house;
}
