/** What messages carry, and the one picture that somebody looks at. */
import { expect } from '@playwright/test';
import type { Account } from '../harness/account';
import { png } from '../harness/picture';
import { film, sound } from '../harness/samples';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
import type { Screen } from './screen';

type Files = Readonly<Record<string, Uint8Array>>;

/** Pictures of these sizes, each of another hue. */
function pictures(...sizes: readonly (readonly [number, number])[]): Files {
  return Object.fromEntries(
    sizes.map(([width, height], n) => [`IMG_${n + 1}.png`, png(width, height, n * 37)]),
  );
}

const WIDE = [640, 400] as const;
const TALL = [400, 600] as const;
const SQUARE = [500, 500] as const;

export const FILE_SCREENS: readonly Screen[] = [
  screen('files-picture', async ({ anna, general }) => {
    return await anna.sends(general, pictures(WIDE), 'The view from the kitchen.');
  }),
  screen('files-two-and-three', async ({ ben, cleo, general }) => {
    await ben.sends(general, pictures(WIDE, TALL));
    return await cleo.sends(general, pictures(WIDE, SQUARE, TALL), 'And three of mine');
  }),
  screen('files-four', async ({ ben, general }) => {
    return await ben.sends(general, pictures(WIDE, TALL, SQUARE, WIDE));
  }),
  screen('files-ten', async ({ ben, general }) => {
    const ten = [WIDE, TALL, WIDE, SQUARE, WIDE, TALL, TALL, WIDE, SQUARE, WIDE] as const;
    return await ben.sends(general, pictures(...ten), 'All of them');
  }),
  screen('files-odd-pictures', async ({ ben, cleo, general }) => {
    await ben.sends(general, pictures([1600, 100]), 'Wide');
    await cleo.sends(general, pictures([80, 1200]), 'Tall');
    return await ben.sends(general, pictures([16, 16]), 'Tiny');
  }),
  screen('files-played', async ({ ben, cleo, general }) => {
    await ben.sends(general, { 'Cutting the hedge.webm': film() });
    return await cleo.sends(general, { 'What the boiler sounds like now.ogg': sound() }, 'Listen');
  }),
  screen('files-cards', async ({ ben, cleo, general }) => {
    const text = Buffer.from('two eggs, flour');
    const long = `Minutes of the meeting about the chimney, the boiler and all the rest, ${'really '.repeat(20)}final.docx`;
    await ben.sends(general, {
      'Invoice 2041.pdf': Buffer.from('%PDF-1.7\n'),
      [long]: text,
      'قائمة المشتريات.txt': text,
      '<b>👩‍👩‍👧 bold<b>.txt': text,
      noending: text,
    });
    return await cleo.sends(
      general,
      { 'the plan.zip': Buffer.from('PK\u0003\u0004') },
      'And the plan',
    );
  }),
  {
    name: 'files-picture-failed',
    go: async (world) => {
      const { person } = await inGeneral(world, async ({ ben, general }, person) => {
        person.faults.expect(/status of 404|net::ERR_/);
        await person.isCutOff('**/api/files/**');
        await ben.sends(general, pictures(WIDE));
        await ben.sends(general, pictures(WIDE, TALL, SQUARE, WIDE, TALL));
      });
      await expect(person.page.getByRole('link', { name: 'Download IMG_1.png' })).toHaveCount(2);
      return person;
    },
  },
  {
    name: 'files-lightbox',
    go: async (world) => await looking(world),
  },
  {
    name: 'files-lightbox-zoomed',
    go: async (world) => {
      const person = await looking(world);
      await person.strikes('+', '+', '+');
      return person;
    },
  },
  {
    name: 'files-lightbox-failed',
    go: async (world) => {
      const { person } = await inGeneral(world, async ({ ben, general }) => {
        await ben.sends(general, pictures([1500, 1000], WIDE));
      });
      await seesAll(person);
      person.faults.expect(/net::ERR_/);
      await person.isCutOff('**/api/files/**');
      await person.presses('IMG_2.png');
      await person.strikes('ArrowLeft');
      await person.sees('Could not be loaded');
      return person;
    },
  },
];

/** `send` answers with the id of the last message. */
function screen(name: string, send: (house: House) => Promise<string>): Screen {
  return {
    name,
    go: async (world) => {
      let last = '';
      const { person } = await inGeneral(world, async (house) => {
        last = await send(house);
      });
      await expect(person.page.locator(`[data-message="${last}"]`)).toBeVisible();
      await seesAll(person);
      return person;
    },
  };
}

async function looking(world: World): Promise<Person> {
  const { person } = await inGeneral(world, async ({ ben, general }) => {
    await ben.sends(general, pictures(TALL, [2400, 1600], SQUARE));
  });
  await seesAll(person);
  await person.presses('IMG_2.png');
  await expect(person.page.getByRole('dialog')).toContainText('2 of 3');
  await expect(person.page.getByRole('dialog').locator('[data-loaded=true]')).not.toHaveCount(0);
  return person;
}

async function inGeneral(
  world: World,
  prepare: (house: House, person: Person) => Promise<void>,
): Promise<{ person: Person; house: House; anna: Account }> {
  const house = await furnish(world);
  const person = await at(world, house.anna, `/c/${house.general.id}`);
  await person.reads('The left one');
  await prepare(house, person);
  return { person, house, anna: house.anna };
}

/** Until every picture on the screen is there. */
async function seesAll(person: Person): Promise<void> {
  const feed = person.page.getByRole('feed');
  await expect(feed.locator('button img, video, audio, a[download]').last()).toBeVisible();
  await expect(feed.locator('img[data-state=loading]')).toHaveCount(0);
  const media = await feed.locator('video, audio').all();
  // It knows its first picture, and how long it is.
  for (const it of media) await expect(it).toHaveJSProperty('readyState', 4);
}
