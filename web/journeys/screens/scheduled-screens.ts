/** What is sent later: where that is asked for, and the list of it. */
import { expect as has } from '@/shared/api/client';
import { png } from '../harness/picture';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish } from './furnish';
import type { Screen } from './screen';

export const SCHEDULED_SCREENS: readonly Screen[] = [
  { name: 'send-later', go: async (world) => (await asks(world)).person },
  {
    name: 'send-later-time',
    go: async (world) => {
      const { person } = await asks(world);
      await person.chooses('Another time…');
      await person.seesHeading('Send later');
      return person;
    },
  },
  {
    name: 'send-later-done',
    go: async (world) => {
      const { person } = await asks(world);
      await person.chooses(/^Tomorrow at /);
      await person.sees(/^It will be sent on /);
      return person;
    },
  },
  {
    name: 'scheduled',
    go: async (world) => {
      const house = await furnish(world);
      await house.anna.schedules(house.general, 'Whose turn is it with the **recycling**?', 15);
      const pictures = { 'cake.png': png(400, 300, 20), 'candles.png': png(400, 300, 50) };
      await house.anna.schedules(house.ben_direct, 'Happy birthday! 🎂', 39, pictures);
      await house.anna.schedules(house.supper, 'Soup is on the stove', 0);
      const { api, user } = house.anna;
      const path = { id: house.supper.id, user_id: user.id };
      has(await api.DELETE('/api/conversations/{id}/members/{user_id}', { params: { path } }));
      const person = await at(world, house.anna, '/scheduled');
      await person.sees(/^It could not be sent: You are no longer in this conversation/);
      return person;
    },
  },
  {
    name: 'scheduled-menu',
    go: async (world) => {
      const person = await atOneScheduled(world);
      await person.presses('More for this message');
      await person.seesMenuItem('Send now');
      return person;
    },
  },
  {
    name: 'scheduled-edit',
    go: async (world) => {
      const person = await atOneScheduled(world);
      await person.presses('More for this message');
      await person.chooses('Edit text and time');
      await person.seesField('Date and time');
      return person;
    },
  },
  {
    name: 'scheduled-delete',
    go: async (world) => {
      const person = await atOneScheduled(world);
      await person.presses('More for this message');
      await person.chooses('Delete');
      await person.isAsked('Delete this message?');
      return person;
    },
  },
  {
    name: 'scheduled-not-sent-now',
    go: async (world) => {
      const person = await atOneScheduled(world);
      person.faults.expect(/status of 500/);
      await person.isFailed('**/api/scheduled/*', 'PUT');
      await person.presses('More for this message');
      await person.chooses('Send now');
      await person.isTold(/Something went wrong on the server/);
      return person;
    },
  },
  {
    name: 'scheduled-none',
    go: async (world) => {
      const person = await at(world, (await furnish(world)).anna, '/scheduled');
      await person.sees(/^Nothing is scheduled/);
      return person;
    },
  },
];

async function atOneScheduled(world: World): Promise<Person> {
  const house = await furnish(world);
  const text = 'Whose turn is it with the recycling?';
  await house.anna.schedules(house.general, text, 15);
  const person = await at(world, house.anna, '/scheduled');
  await person.sees(text);
  return person;
}

async function asks(world: World): Promise<{ person: Person }> {
  const house = await furnish(world);
  const person = await at(world, house.anna, `/c/${house.general.id}`);
  await person.begins('Whose turn is it with the recycling?');
  await person.presses('Send later');
  await person.seesMenuItem(/^Tomorrow at /);
  return { person };
}
