/** What is found by typing a part of its name, and the sheet of all keys. */
import { png } from '../harness/picture';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, inGeneral, LAST } from './furnish';
import type { Screen } from './screen';

export const FINDER_SCREENS: readonly Screen[] = [
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
    name: 'palette-nothing',
    go: async (world) => {
      const person = await inThePalette(world);
      await person.types('xylophone');
      await person.seesOption('Search messages for “xylophone”');
      return person;
    },
  },
  {
    name: 'palette-failed',
    go: async (world) => {
      const person = await inThePalette(world);
      person.faults.expect(/status of 500/);
      await person.types('cleo');
      await person.seesOption(/@cleo-marchetti/);
      await person.isFailed('**/api/conversations', 'POST');
      await person.picks(/@cleo-marchetti/);
      await person.isTold(/Something went wrong on the server/);
      return person;
    },
  },
  {
    name: 'forward-nobody',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.opensTheMenu(LAST);
      await person.chooses('Forward');
      await person.seesOption(/garden/);
      await person.types('xylophone');
      await person.sees('No conversation is called that.');
      return person;
    },
  },
  {
    name: 'forward-failed',
    go: async (world) => {
      const { anna, ben, supper } = await furnish(world);
      await ben.sends(supper, { 'chard.png': png(400, 300, 100) }, 'The last of the chard');
      const person = await at(world, anna, `/c/${supper.id}`);
      person.faults.expectUnanswered();
      await person.seesPicture('chard.png');
      await person.opensTheMenu('The last of the chard');
      await person.chooses('Forward');
      await person.seesOption(/garden/);
      await person.isCutOff('**/api/files/**');
      await person.picks(/garden/);
      await person.isTold(/Nothing was taken along/);
      return person;
    },
  },
];

async function inThePalette(world: World): Promise<Person> {
  const { person } = await inGeneral(world);
  await person.strikes('Control+K');
  await person.isOn('combobox', /^Find/);
  return person;
}
