/** Who people are, how far they have read, several messages at once, and what narrows a search. */
import { expect } from '@playwright/test';
import { expect as has } from '@/shared/api/client';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House, inGeneral, LAST } from './furnish';
import type { Screen } from './screen';

export const PEOPLE_SCREENS: readonly Screen[] = [
  {
    name: 'profile',
    go: async (world) => {
      const { person } = await withAStatus(world);
      await person.opensTheMenu(LAST);
      await person.chooses('Profile');
      await person.seesHeading('Cleo Marchetti');
      await person.sees('Out of the office');
      return person;
    },
  },
  {
    name: 'profile-own',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.opensTheMenu('It does. And so');
      await person.chooses('Profile');
      await person.seesButton('Edit profile');
      return person;
    },
  },
  {
    name: 'profile-here',
    go: async (world) => {
      const { person, house } = await inGeneral(world);
      await house.ben.arrives();
      const until = new Date(Date.now() + 2 * 60 * 60_000).toISOString();
      const status = { emoji: '🥪', text: 'At lunch', until };
      has(await house.ben.api.PATCH('/api/users/me', { body: { status } }));
      await person.opensTheMenu('I’ll be here.');
      await person.chooses('Profile');
      await person.sees(/^until /);
      await person.sees('here now');
      return person;
    },
  },
  {
    name: 'profile-block',
    go: async (world) => {
      const { anna, ben_direct } = await furnish(world);
      const person = await at(world, anna, `/c/${ben_direct.id}`);
      await person.asksWhoIs('Ben Okafor', 'Can you bring the blue folder?');
      await person.presses('Block');
      await person.isAsked('Block Ben Okafor?');
      return person;
    },
  },
  {
    name: 'profile-deleted',
    go: async (world) => {
      const { ben, anna, general } = await furnish(world);
      has(await ben.api.DELETE('/api/users/me', { body: { password: ben.password } }));
      const person = await at(world, anna, `/c/${general.id}`);
      await person.reads('I’ll be here.');
      await person.opensTheMenu('I’ll be here.');
      await person.chooses('Profile');
      await person.sees('This account was deleted.');
      return person;
    },
  },
  {
    name: 'status',
    go: async (world) => {
      const person = await at(world, (await furnish(world)).anna, '/');
      await saysWhatTheyAreUpTo(person);
      await person.presses('At lunch');
      return person;
    },
  },
  {
    name: 'status-held',
    go: async (world) => {
      const { anna } = await furnish(world);
      const until = new Date(Date.now() + 2 * 60 * 60_000).toISOString();
      const status = { emoji: '🥪', text: 'At lunch', until };
      has(await anna.api.PATCH('/api/users/me', { body: { status } }));
      const person = await at(world, anna, '/');
      await saysWhatTheyAreUpTo(person);
      await person.seesButton('Clear status');
      return person;
    },
  },
  {
    name: 'status-failed',
    go: async (world) => {
      const person = await at(world, (await furnish(world)).anna, '/');
      person.faults.expect(/status of 500/);
      await saysWhatTheyAreUpTo(person);
      await person.presses('At lunch');
      await person.isFailed('**/api/users/me');
      await person.presses('Save');
      await person.isTold(/Something went wrong on the server/);
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
      const readers = person.page.getByRole('img', { name: /^Read by / });
      await person.patiently(async () => await expect(readers).toBeVisible());
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
    name: 'messages-delete',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.opensTheMenu('🎉');
      await person.chooses('Select');
      await person.message('It does. And so').click();
      await person.presses('Delete');
      await person.isAsked('Delete 2 messages?');
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

/** Cleo has said what she is up to. */
async function withAStatus(world: World): Promise<{ person: Person; house: House }> {
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

async function saysWhatTheyAreUpTo(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: /Your account/ }).click();
  await person.chooses('Set a status');
  await person.seesHeading('Your status');
}
