/** What is offered while one writes: people, channels and emoji. */
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish } from './furnish';
import type { Screen } from './screen';

export const COMPLETION_SCREENS: readonly Screen[] = [
  { name: 'composer-people', go: (world) => writing(world, '@', 'Cleo Marchetti') },
  { name: 'composer-channels', go: (world) => writing(world, 'It is all in #', /^garden/) },
  { name: 'composer-emoji', go: (world) => writing(world, 'They are up :heart', 'red heart') },
];

async function writing(world: World, text: string, option: string | RegExp): Promise<Person> {
  const { anna, ben, cleo, general } = await furnish(world);
  const roof = await cleo.channel('Roof and gutters');
  await cleo.describes(roof, 'Until it is dry');
  await ben.says(general, 'All of it is in #garden, from last year on.');
  const person = await at(world, anna, `/c/${general.id}`);
  await person.reads('All of it is in');
  await person.begins('');
  await person.types(text);
  await person.seesOption(option);
  return person;
}
