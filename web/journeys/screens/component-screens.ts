/** The components, a part of them at a time, and what opens over it. */
import { png } from '../harness/picture';
import type { World } from '../journey';
import type { Person } from '../people';
import type { Screen } from './screen';

/** What opens has to be opened. */
export const OVER_THE_PAGE = 'Over the page';

/** Each alone: the page of them all is long. */
export const PARTS: readonly string[] = [
  'Tokens',
  'Button',
  'IconButton',
  'Choices',
  'Field',
  'SearchField',
  'Select',
  'VisibilityChoice',
  'ToneChoice',
  'PeopleChooser',
  'CopyLink',
  'Avatar',
  'UnreadPill',
  'StatusSign',
  'FileCard',
  'UploadCard',
  'Message',
  'MessageCard',
  'Notice',
  'OfflineNote',
  'Skeleton',
  'ShowMore',
];

export const COMPONENT_SCREENS: readonly Screen[] = [
  ...PARTS.map((part) => ({
    name: `components-${part.toLowerCase()}`,
    go: async (world: World) => await at(world, part),
  })),
  over('menu', 'Open the menu', async (person) => await person.seesMenuItem('Delete')),
  over('confirm', 'Ask the question', async (person) => await person.isAsked('Delete it?')),
  over('dialog', 'Open the dialog', async (person) => await person.seesButton('Done')),
  over('panel', 'Open the panel', async (person) => await person.seesHeading('Members')),
  over('emoji', 'Open the emoji', async (person) => await person.seesButton('grinning face')),
];

function over(name: string, button: string, sees: (person: Person) => Promise<void>): Screen {
  return {
    name: `components-${name}-open`,
    go: async (world) => {
      const person = await at(world, OVER_THE_PAGE);
      await person.page.getByRole('button', { name: button }).first().click();
      await sees(person);
      return person;
    },
  };
}

async function at({ comes }: Pick<World, 'comes'>, part: string): Promise<Person> {
  const person = await comes('Anna');
  person.faults.expect(/status of 401/);
  await person.page.route('**/api/files/**', async (route) => {
    await route.fulfill({ body: png(480, 480, 130), contentType: 'image/png' });
  });
  await person.opens(`/components?of=${encodeURIComponent(part)}`);
  await person.seesHeading(part);
  return person;
}
