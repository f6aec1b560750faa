/** Pictures of people and of conversations, where they are seen and where they are set. */
import type { Account } from '../harness/account';
import { givesAFace, hangs } from '../harness/hang';
import { brokenPng, png } from '../harness/picture';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
import type { Screen } from './screen';

export const PICTURE_SCREENS: readonly Screen[] = [
  pictured(
    'pictures',
    ({ general }) => `/c/${general.id}`,
    async (person) => {
      await person.reads('Good morning!');
      await person.seesPictures(3);
    },
  ),
  pictured(
    'pictures-of-members',
    ({ general }) => `/c/${general.id}?panel=members`,
    async (person) => {
      await person.sees('@cleo-marchetti');
      await person.seesPictures(3);
    },
  ),
  pictured(
    'pictures-of-a-group',
    ({ supper }) => `/c/${supper.id}?panel=members`,
    async (person) => {
      await person.seesButton('Another picture');
      await person.seesPictures(1);
    },
  ),
  pictured(
    'pictures-of-a-garden',
    ({ garden }) => `/c/${garden.id}?panel=members`,
    async (person) => {
      await person.sees('@cleo-marchetti');
      await person.seesPictures(1);
    },
  ),
  pictured(
    'settings-picture',
    () => '/settings',
    async (person) => {
      await person.seesButton('Another picture');
      await person.seesPictures(1);
    },
  ),
  pictured(
    'settings-picture-crop',
    () => '/settings',
    async (person) => {
      await person.choosesAPicture('hills.png', png(900, 600, 130));
      await person.seesButton('Use this part');
    },
  ),
  pictured(
    'settings-picture-sending',
    () => '/settings',
    async (person) => {
      await person.getsNoAnswers('**/api/files?**');
      await person.choosesAPicture('hills.png', png(900, 600, 130));
      await person.presses('Use this part');
      await person.sees('Sending the picture …');
    },
  ),
  pictured(
    'settings-picture-unsent',
    () => '/settings',
    async (person) => {
      person.faults.expectUnanswered();
      await person.isCutOff('**/api/files?**');
      await person.choosesAPicture('hills.png', png(900, 600, 130));
      await person.presses('Use this part');
      await person.isTold(/the server does not answer/);
    },
  ),
  pictured(
    'settings-picture-refused',
    () => '/settings',
    async (person) => {
      await person.choosesAPicture('hills.png', brokenPng());
      await person.isTold(/This picture cannot be opened/);
    },
  ),
];

function pictured(
  name: string,
  address: (house: House) => string,
  look: (person: Person) => Promise<void>,
): Screen {
  const go = async (world: World): Promise<Person> => {
    const house = await furnish(world);
    await hang(house);
    const person = await at(world, house.anna, address(house));
    await look(person);
    return person;
  };
  return { name, go };
}

/** Everybody has a face, and two of the places. */
async function hang({ anna, ben, cleo, garden, supper }: House): Promise<void> {
  const people: readonly (readonly [Account, number])[] = [
    [anna, 20],
    [ben, 200],
    [cleo, 310],
  ];
  for (const [account, hue] of people) await givesAFace(account, png(300, 300, hue));
  await hangs(ben, garden, png(400, 300, 100));
  await hangs(cleo, supper, png(300, 400, 50));
}
