/** What is done with a message, and what comes of it. */
import { CODE, FORMATTED } from '../harness/texts';
import { inGeneral, LAST } from './furnish';
import type { Screen } from './screen';

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
];
