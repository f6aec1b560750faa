/** Where one writes, and the emoji that one takes for that or for a reaction. */
import type { Person } from '../people';
import { furnish, inGeneral, LAST } from './furnish';
import type { Screen } from './screen';

export const COMPOSER_SCREENS: readonly Screen[] = [
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
    name: 'composer-no-room',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await person.hasNoRoom();
      await person.begins('Where do we put it all?');
      await person.sees(/There is no room left on this device/);
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
    name: 'composer-emoji-picker',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await takesAnEmoji(person);
      await person.seesButton('grinning face');
      return person;
    },
  },
  {
    name: 'emoji-none',
    go: async (world) => {
      const { person } = await inGeneral(world);
      await takesAnEmoji(person);
      await person.seesButton('grinning face');
      await person.fills('Search emoji', 'xylophonist');
      await person.sees('No emoji is called that.');
      return person;
    },
  },
  {
    name: 'emoji-failed',
    go: async (world) => {
      const { person } = await inGeneral(world);
      person.faults.expectUnanswered();
      await person.isCutOff('**/assets/data*');
      await takesAnEmoji(person);
      await person.patiently(async () => await person.seesButton('Try again'));
      return person;
    },
  },
];

/** Into the text; under a thumb, where the keyboard has them, for a reaction. */
async function takesAnEmoji(person: Person): Promise<void> {
  const button = person.page.getByRole('button', { name: 'Emoji', exact: true });
  if (await button.isVisible()) await button.click();
  else {
    await person.does('React', LAST);
    await person.presses('All emoji');
  }
}
