/** Files on their way: beside what is being written, and in a message that waits for them. */
import { png } from '../harness/picture';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish } from './furnish';
import type { Screen } from './screen';

const PHOTOGRAPH = { name: 'The view.png', mimeType: 'image/png', buffer: png(800, 500, 210) };
const NOTES = {
  name: 'Minutes of the long meeting about the chimney and the boiler.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('two eggs, flour'),
};
const FILM = {
  name: 'hedge.mp4',
  mimeType: 'video/mp4',
  buffer: Buffer.alloc(3_000_000, 7),
};
const HUGE = { ...FILM, name: 'backup.tar', mimeType: '', buffer: Buffer.alloc(3_000_001, 7) };
/** Nothing arrives while somebody looks. */
const SLOW = 100_000;

export const UPLOAD_SCREENS: readonly Screen[] = [
  screen('uploads-ready', async (person) => {
    await person.attaches(PHOTOGRAPH, NOTES);
    await person.seesStatus('2 of 2 files are ready.');
    await person.begins('Look at this');
  }),
  screen('uploads-on-their-way', async (person) => {
    await person.attaches(PHOTOGRAPH);
    await person.seesStatus('1 of 1 file is ready.');
    await person.isOnALineOf(SLOW);
    await person.attaches(FILM, { ...FILM, name: 'hedge 2.mp4' });
    await person.isPartOfTheWay('hedge 2.mp4');
    await person.presses('Pause hedge 2.mp4');
    await person.sees(/^Paused at/);
  }),
  screen('uploads-failed', async (person) => {
    await person.attaches(PHOTOGRAPH);
    await person.seesStatus('1 of 1 file is ready.');
    person.faults.expect(/status of 500/);
    await person.isFailed('**/api/uploads');
    await person.attaches(NOTES);
    await person.sees(/Something went wrong on the server/);
  }),
  screen('uploads-ten', async (person) => {
    const ten = Array.from({ length: 12 }, (_, n) => ({ ...NOTES, name: `Leaf ${n + 1}.txt` }));
    await person.attaches(...ten);
    await person.seesStatus('10 of 10 files are ready.');
  }),
  screen('uploads-dropping', async (person) => {
    await person.holdsFilesOver();
    await person.sees(/^Drop files/);
  }),
  screen('uploads-in-a-message', async (person) => {
    await person.isOnALineOf(SLOW);
    await person.attaches(PHOTOGRAPH, FILM);
    await person.isPartOfTheWay('hedge.mp4');
    await person.begins('The hedge, and what is left of it');
    await person.presses('Send');
    await person.sees('It is sent when its files are there.');
  }),
  screen('uploads-message-failed', async (person) => {
    person.faults.expect(/status of 500/);
    await person.isOnALineOf(SLOW);
    await person.attaches(PHOTOGRAPH, HUGE);
    await person.isPartOfTheWay('backup.tar');
    await person.begins('All of it');
    await person.presses('Send');
    await person.isFailed('**/api/uploads/*', 'PATCH');
    await person.presses('Pause backup.tar');
    await person.presses('Go on with backup.tar');
    await person.sees(/^Not sent/);
  }),
];

function screen(name: string, act: (person: Person) => Promise<void>): Screen {
  return {
    name,
    go: async (world: World) => {
      const { anna, ben, general } = await furnish(world);
      await ben.says(general, 'Has anybody seen the hedge?');
      const person = await at(world, anna, `/c/${general.id}`);
      await act(person);
      return person;
    },
  };
}
