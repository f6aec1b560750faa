/** What is sent later: where that is asked for, and the list of it. */
import { expect as has } from '@/shared/api/client';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
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
      await schedule(house, house.general.id, 'Whose turn is it with the **recycling**?', 15);
      await schedule(house, house.ben_direct.id, 'Happy birthday! 🎂', 39);
      await schedule(house, house.supper.id, 'Soup is on the stove', 0);
      const { api, user } = house.anna;
      const path = { id: house.supper.id, user_id: user.id };
      has(await api.DELETE('/api/conversations/{id}/members/{user_id}', { params: { path } }));
      const person = await at(world, house.anna, '/scheduled');
      await person.sees(/^It could not be sent: You are no longer in this conversation/);
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

async function asks(world: World): Promise<{ person: Person }> {
  const house = await furnish(world);
  const person = await at(world, house.anna, `/c/${house.general.id}`);
  await person.begins('Whose turn is it with the recycling?');
  await person.presses('Send later');
  await person.seesMenuItem(/^Tomorrow at /);
  return { person };
}

/** So many hours ahead; none is soon enough that one can still leave before. */
async function schedule({ anna }: House, conversation_id: string, body: string, hours: number) {
  const send_at = new Date(Date.now() + hours * 60 * 60 * 1000 + 1_500).toISOString();
  const params = { path: { id: crypto.randomUUID() } };
  has(
    await anna.api.PUT('/api/scheduled/{id}', { params, body: { conversation_id, body, send_at } }),
  );
}
