/** Who people are, how far they have read, several messages at once, and what narrows a search. */
import { expect } from '@playwright/test';
import { expect as has } from '@/shared/api/client';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
import type { Screen } from './screen';

const LAST = 'The left one';

export const PEOPLE_SCREENS: readonly Screen[] = [
  {
    name: 'profile',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.opensTheMenu(LAST);
      await person.chooses('Profile');
      await person.seesHeading('Cleo Marchetti');
      await person.sees('Out of the office');
      return person;
    },
  },
  {
    name: 'status',
    go: async (world) => {
      const person = await at(world, (await furnish(world)).anna, '/');
      await person.page.getByRole('button', { name: /Your account/ }).click();
      await person.chooses('Set a status');
      await person.seesHeading('Your status');
      await person.presses('At lunch');
      return person;
    },
  },
  {
    name: 'message-read',
    go: async (world) => {
      const house = await furnish(world);
      const { api } = house.ben;
      const params = { path: { id: house.supper.id } };
      const { last_seq } = has(await api.GET('/api/conversations/{id}', { params }));
      await api.PUT('/api/conversations/{id}/read', { params, body: { seq: last_seq } });
      const person = await at(world, house.anna, `/c/${house.supper.id}`);
      await expect(person.page.getByRole('img', { name: /^Read by / })).toBeVisible();
      return person;
    },
  },
  {
    name: 'messages-chosen',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.opensTheMenu(LAST);
      await person.chooses('Select');
      await person.message('I’ll be here.').click();
      await person.sees('2 messages selected');
      return person;
    },
  },
  {
    name: 'search-offers',
    go: async (world) => {
      const { person } = await searching(world);
      await person.types('from:');
      await person.seesOption(/Ben Okafor/);
      return person;
    },
  },
  {
    name: 'search-narrowed',
    go: async (world) => {
      const { person, house } = await searching(world);
      await person.types(`from:${house.cleo.user.username} has:link `);
      await person.seesButton('Remove “by Cleo Marchetti”');
      await person.seesButton('Remove “with a link”');
      await person.sees('1 message');
      return person;
    },
  },
];

async function inGeneral(world: World): Promise<{ person: Person; house: House }> {
  const house = await furnish(world);
  const status = { emoji: '🌴', text: 'Out of the office' };
  await house.cleo.api.PATCH('/api/users/me', { body: { status, time_zone: 'Asia/Tokyo' } });
  const person = await at(world, house.anna, `/c/${house.general.id}`);
  await person.reads(LAST);
  return { person, house };
}

async function searching(world: World): Promise<{ person: Person; house: House }> {
  const came = await inGeneral(world);
  await came.person.strikes('Control+Shift+F');
  await came.person.isOn('searchbox', 'Search messages');
  return came;
}
