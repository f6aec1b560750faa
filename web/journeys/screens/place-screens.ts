/** All places beside the conversations. */
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
import type { Screen } from './screen';

export const PLACE_SCREENS: readonly Screen[] = [
  place('no-such-place', '/nowhere', async (person) => await person.seesHeading('Nothing here')),
  place('members', membersOf('garden'), async (person) => await person.sees('Cleo Marchetti')),
  place(
    'members-of-a-group',
    membersOf('supper'),
    async (person) => await person.seesButton('Leave'),
  ),
  place('members-menu', membersOf('general'), async (person) => {
    await person.presses('What to do with Ben Okafor');
    await person.seesMenuItem('Remove');
  }),
  place('members-add', membersOf('general'), async (person) => {
    await person.presses('Add people');
    await person.seesField('Add people');
  }),
  place('members-edit', membersOf('general'), async (person) => {
    await person.presses('Change name, topic and visibility');
    await person.seesField('Name of the channel');
  }),
  place('members-not-edited', membersOf('general'), async (person) => {
    person.faults.expect(/status of 500/);
    await person.presses('Change name, topic and visibility');
    await person.isFailed('**/api/conversations/*', 'PATCH');
    await person.fills('Name of the channel', 'orchard');
    await person.presses('Save');
    await person.isTold(/Something went wrong on the server/);
  }),
  place('members-leave', membersOf('garden'), async (person) => {
    // The button moves down when the people come.
    await person.seesButton('What to do with Cleo Marchetti');
    await person.presses('Leave');
    await person.isAsked('Leave garden?');
  }),
  place('members-remove', membersOf('general'), async (person) => {
    await person.presses('What to do with Ben Okafor');
    await person.chooses('Remove');
    await person.isAsked('Remove Ben Okafor?');
  }),
  place('members-block', membersOf('supper'), async (person) => {
    await person.presses('What to do with Ben Okafor');
    await person.chooses('Block');
    await person.isAsked('Block Ben Okafor?');
  }),
  place('members-delete', membersOf('general'), async (person) => {
    await person.seesButton('What to do with Cleo Marchetti');
    await person.presses('Delete for everybody');
    await person.isAsked('Delete general for everybody?');
  }),
  place(
    'search',
    inGeneral('search='),
    async (person) => await person.sees(/Search finds messages/),
  ),
  place('search-found', inGeneral('search=the'), async (person) => await person.sees(/ messages$/)),
  place('search-nothing', inGeneral('search=xylophone'), async (person) => {
    await person.sees(/No message has “xylophone”/);
  }),
  place('search-no-more', inGeneral('search=shopping'), async (person, { ben, general }) => {
    await ben.floods(general, 60, (n) => `Line ${n} of the shopping list`);
    await person.comesBack();
    person.faults.expect(/status of 500/);
    await person.sees(/^More than /);
    await person.isFailed('**/api/search*');
    await person.presses('Show more');
    await person.isTold(/Something went wrong on the server/);
  }),
  place('start', '/new', async (person) => await person.sees('Cleo Marchetti')),
  place('start-group', '/new', async (person) => {
    await person.picks(/Ben Okafor/);
    await person.picks(/Cleo Marchetti/);
    await person.seesButton('Make a group of 3');
  }),
  place('start-nobody', '/new', async (person) => {
    await person.fills('Who do you want to talk with?', 'zacharias');
    await person.sees('Nobody is called “zacharias” here.');
  }),
  place('start-channel', '/new?kind=channel', async (person) => {
    await person.presses('Make the channel');
    await person.sees('A channel needs a name.');
  }),
  place('channels', '/channels', async (person) => await person.sees('attic')),
  place('channels-nothing', '/channels', async (person) => {
    await person.fills('Search channels', 'xylophone');
    await person.sees(/No channel has these words/);
  }),
  place('settings', '/settings', async (person) => await person.seesHeading('Profile')),
  place('settings-appearance', '/settings', async (person) => {
    await person.picks('Compact');
    await person.picks('Large');
    const heading = person.page.getByRole('heading', { name: 'Appearance' });
    await heading.evaluate((it) => it.scrollIntoView());
  }),
  place('settings-saved', '/settings', async (person) => {
    await person.page.getByRole('button', { name: 'Save' }).first().click();
    await person.sees('Saved.');
  }),
  place('settings-not-saved', '/settings', async (person) => {
    person.faults.expect(/status of 500/);
    await person.isFailed('**/api/users/me', 'PATCH');
    await person.page.getByRole('button', { name: 'Save' }).first().click();
    await person.isTold(/Something went wrong on the server/);
  }),
  place('settings-wrong-password', '/settings', async (person) => {
    person.faults.expect(/status of 40[13]/);
    await person.fills('Current password', 'not my password');
    await person.fills('New password', 'correct horse staple');
    await person.presses('Change the password');
    await person.sees('This is not your password.');
  }),
  place('settings-exporting', '/settings', async (person) => {
    await person.getsNoAnswers('**/api/users/me/export');
    await person.presses('Download');
    await person.sees('Being put together …');
  }),
  place('settings-exported', '/settings', async (person) => {
    await person.presses('Download');
    await person.sees('Saved to your downloads.');
  }),
  place('settings-not-exported', '/settings', async (person) => {
    person.faults.expect(/status of 500/);
    await person.isFailed('**/api/users/me/export');
    await person.presses('Download');
    await person.isTold(/Something went wrong on the server/);
  }),
  place('settings-delete', '/settings', async (person) => {
    await person.presses('Delete my account');
    await person.seesButton('Delete it for good');
  }),
  place('settings-not-deleted', '/settings', async (person) => {
    person.faults.expect(/status of 500/);
    await person.isFailed('**/api/users/me', 'DELETE');
    await person.presses('Delete my account');
    await person.fills('Password', 'whatever it may be');
    await person.presses('Delete it for good');
    await person.isTold(/Something went wrong on the server/);
  }),
  place(
    'settings-devices',
    '/settings/sessions',
    async (person) => await person.sees('This device'),
  ),
  place('settings-end-device', '/settings/sessions', async (person) => {
    await person.page.getByRole('button', { name: /^End / }).first().click();
    await person.isAsked(/Log out/);
  }),
  place('settings-no-invites', '/settings/invites', async (person) => {
    await person.sees('There are no open invites.');
  }),
  place('settings-invites', '/settings/invites', async (person) => {
    await person.presses('Make a link');
    await person.sees(/Not used yet/);
  }),
  { name: 'settings-invites-forbidden', go: forbidden },
];

/** As somebody sees it who runs nothing here. */
async function forbidden(world: World): Promise<Person> {
  const { cleo } = await furnish(world);
  const person = await at(world, cleo, '/settings/invites');
  await person.sees(/Only owners and admins/);
  return person;
}

/** One that is reached by its address, and `look` brings it into its state. */
function place(
  name: string,
  address: string | ((house: House) => string),
  look: (person: Person, house: House) => Promise<void>,
): Screen {
  const go = async (world: World): Promise<Person> => {
    const house = await furnish(world);
    const attic = await house.cleo.channel('attic');
    await house.cleo.describes(attic, 'What is up there, and whether we need it');
    const path = typeof address === 'string' ? address : address(house);
    const person = await at(world, house.anna, path);
    await look(person, house);
    return person;
  };
  return { name, go };
}

function membersOf(title: 'general' | 'garden' | 'supper'): (house: House) => string {
  return (house) => `/c/${house[title].id}?panel=members`;
}

function inGeneral(query: string): (house: House) => string {
  return ({ general }) => `/c/${general.id}?${query}`;
}
