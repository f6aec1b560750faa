/** What is done with a message, and what comes of it. */

import { CODE, FORMATTED } from '../harness/texts';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
import type { Screen } from './screen';

const LAST = 'The left one';

export const MESSAGE_SCREENS: readonly Screen[] = [
  {
    name: 'message-menu',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.opensTheMenu(LAST);
      await person.seesMenuItem('Copy link');
      return person;
    },
  },
  {
    name: 'message-reactions',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.does('React', LAST);
      await person.seesButton('Thumbs up');
      return person;
    },
  },
  {
    name: 'emoji-all',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.does('React', LAST);
      await person.presses('All emoji');
      await person.seesButton('grinning face');
      return person;
    },
  },
  {
    name: 'emoji-found',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.does('React', LAST);
      await person.presses('All emoji');
      await person.seesButton('grinning face');
      await person.page.getByRole('radio', { name: 'Medium', exact: true }).click();
      await person.fills('Search emoji', 'hand');
      await person.seesButton('waving hand');
      return person;
    },
  },
  {
    name: 'message-forward',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.opensTheMenu(LAST);
      await person.chooses('Forward');
      await person.seesOption(/garden/);
      return person;
    },
  },
  {
    name: 'palette',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.strikes('Control+K');
      await person.seesOption(/garden/);
      return person;
    },
  },
  {
    name: 'palette-found',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.strikes('Control+K');
      await person.isOn('combobox', /^Find/);
      await person.types('ne');
      await person.seesOption('Search messages for “ne”');
      return person;
    },
  },
  {
    name: 'shortcuts',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.strikes('Control+K');
      await person.isOn('combobox', /^Find/);
      await person.types('keyboard');
      await person.strikes('Enter');
      await person.sees('While you write');
      return person;
    },
  },
  {
    name: 'message-reply',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.does('Reply', LAST);
      await person.sees('Reply to Cleo Marchetti:');
      return person;
    },
  },
  {
    name: 'message-edit',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.does('Edit', 'It does. And so');
      await person.sees('Editing:');
      return person;
    },
  },
  {
    name: 'message-deleted',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.deletes('It does. And so');
      await person.seesButton('Undo');
      return person;
    },
  },
  {
    name: 'message-failed',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.isRejected('message:send');
      await person.comesBack();
      await person.reads(LAST);
      await person.says('This goes nowhere.');
      await person.readsAt('This goes nowhere.', /Not sent/);
      return person;
    },
  },
  {
    name: 'message-long',
    go: async (world) => {
      const { person, house } = await inGeneral(world);
      await house.ben.says(house.general, 'And so it went on and on. '.repeat(120));
      await person.seesButton('Show all');
      return person;
    },
  },
  {
    name: 'message-formatted',
    go: async (world) => {
      const { person, house } = await inGeneral(world);
      await house.ben.says(house.general, FORMATTED);
      await house.cleo.says(house.general, CODE);
      await person.sees('clock.now()');
      return person;
    },
  },
  {
    name: 'composer-names',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.begins('');
      await person.types('Ask @');
      await person.seesOption(/Ben Okafor/);
      return person;
    },
  },
  {
    name: 'composer-typing',
    go: async (world) => {
      const { person, house } = await inGeneral(world);
      await house.ben.types(house.general);
      await person.sees('Ben Okafor is typing …');
      return person;
    },
  },
  {
    name: 'composer-tall',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.begins(Array.from({ length: 14 }, (_, n) => `${n + 1}. and then`).join('\n'));
      return person;
    },
  },
  {
    name: 'composer-too-long',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.begins('too long '.repeat(2_300));
      await person.sees(/characters too long/);
      return person;
    },
  },
  {
    name: 'composer-unstored',
    go: async (world) => {
      const { anna, general } = await furnish(world);
      const person = await world.comes('Anna Berg');
      await person.storesNothing();
      await person.is(anna);
      await person.opens(`/c/${general.id}`);
      await person.sees(/This browser stores nothing here/);
      return person;
    },
  },
];

async function inGeneral(world: World): Promise<{ person: Person; house: House }> {
  const house = await furnish(world);
  const person = await at(world, house.anna, `/c/${house.general.id}`);
  await person.reads(LAST);
  return { person, house };
}
