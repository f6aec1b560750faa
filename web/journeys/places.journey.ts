/** Conversations of every kind, who is in them, and finding what was said. */
import { arrives, test } from './journey';

test('one writes to one person, and the two talk', async ({ comes, exists }) => {
  const ben = await arrives({ comes, exists }, 'Ben');
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.follows('New conversation');
  await anna.fills('Who do you want to talk with?', 'be');
  await anna.picks(/Ben/);
  await anna.presses('Write to Ben');
  await anna.seesHeading('Ben');
  await anna.sees('Here now');
  await anna.says('Just the two of us');
  await ben.seesInTheList('Anna', 'Just the two of us');
  await ben.opensConversation('Anna');
  await ben.reads('Just the two of us');
});

test('several people become a group, and one of them leaves', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await exists('Cleo');
  await anna.follows('New conversation');
  await anna.picks(/Ben/);
  await anna.picks(/Cleo/);
  await anna.fills(/Name of the group/, 'Supper');
  await anna.presses('Make a group of 3');
  await anna.seesHeading('Supper');
  await anna.says('Who cooks?');
  await ben.opensConversation('Supper');
  await ben.reads('Who cooks?');
  // What one is in no longer is not there any more.
  ben.faults.expect(/status of 404/);
  await ben.presses('More about this conversation');
  await ben.chooses('Leave');
  await ben.isAsked('Leave Supper?');
  await ben.confirms('Leave');
  await ben.doesNotSeeInTheList('Supper');
  await anna.reads('Ben left');
});

test('a channel is made, found, joined, renamed and left', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await anna.follows('New conversation');
  await anna.chooses('Channel');
  await anna.fills('Name of the channel', 'garden');
  await anna.fills(/What it is about/, 'What grows');
  await anna.presses('Make the channel');
  await anna.seesHeading('garden');

  await ben.follows('Browse channels');
  await ben.fills('Search channels', 'gar');
  await ben.presses('Join garden');
  await ben.opensConversation('garden');
  await ben.sees(/What grows/);
  await ben.says('The beans do');
  await anna.reads('The beans do');

  await anna.presses('2 members');
  await anna.presses('Change name, topic and visibility');
  await anna.fills('Name of the channel', 'orchard');
  await anna.presses('Save');
  await ben.seesHeading('orchard');
  await ben.reads('Anna called this “orchard”');

  await anna.presses('Change name, topic and visibility');
  await anna.picks(/Private/);
  await anna.presses('Save');
  await anna.sees('A private channel: only its members know of it.');
  await ben.presses('2 members');
  await ben.sees('A private channel: only its members know of it.');
});

test('a channel that one is not in shows itself at its address', async ({ comes, exists }) => {
  const anna = await exists('Anna');
  const garden = await anna.channel('garden');
  await anna.says(garden, 'Nobody here yet');
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opens(`/c/${garden.id}`);
  await ben.sees(/You are not in this channel/);
  await ben.presses('Join');
  await ben.reads('Nobody here yet');
});

test('members are brought in and taken out', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await anna.opens('/new?kind=channel');
  await anna.fills('Name of the channel', 'attic');
  await anna.picks(/Private/);
  await anna.presses('Make the channel');
  await anna.presses('1 member');
  await anna.presses('Add people');
  await anna.picks(/Ben/);
  await anna.presses('Add 1 person');
  // What one is in no longer is not there any more.
  ben.faults.expect(/status of 404/);
  await ben.opensConversation('attic');
  await ben.reads('Anna added you');
  await anna.presses('What to do with Ben');
  await anna.chooses('Remove');
  await anna.confirms('Remove');
  await ben.doesNotSeeInTheList('attic');
  await ben.sees(/There is no such conversation/);
});

test('what was said is found by its words, and opens in its place', async ({ comes, exists }) => {
  const anna = await exists('Anna');
  const general = await anna.general();
  await anna.says(general, 'The kettle is on the stove');
  for (let n = 1; n <= 40; n += 1) await anna.says(general, `and then ${n}`);
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  await ben.strikes('Control+Shift+F');
  await ben.isOn('searchbox', 'Search messages');
  await ben.types('kettle');
  await ben.sees('1 message');
  await ben.page.getByRole('list', { name: 'Messages found' }).getByRole('link').click();
  await ben.reads('The kettle is on the stove');
  await ben.presses('Jump to newest');
  await ben.reads('and then 40');
});

test('a link to a message opens it where it was said', async ({ comes, exists }) => {
  const anna = await exists('Anna');
  const general = await anna.general();
  for (let n = 1; n <= 50; n += 1) await anna.says(general, `number ${n}.`);
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opens(`/c/${general.id}/7`);
  await ben.reads('number 7.');
  await ben.presses('Jump to newest');
  await ben.reads('number 50.');
});

test('an answer leads to what it answers, and what is open beside it stays', async ({
  comes,
  exists,
}) => {
  const anna = await exists('Anna');
  const general = await anna.general();
  const key = await anna.says(general, 'Who has the key?');
  for (let n = 1; n <= 40; n += 1) await anna.says(general, `and then ${n}`);
  await anna.says(general, 'I do', key);
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  await ben.presses('2 members');
  await ben
    .message('I do')
    .getByRole('button', { name: /Who has the key/ })
    .click();
  await ben.reads('Who has the key?');
  await ben.seesHeading('Members');
});

test('a new name is known to everybody at once', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  await anna.opensConversation('general');
  await anna.says('It is me');
  await ben.reads('It is me');
  await anna.opens('/settings');
  await anna.fills('Your name', 'Anna the Second');
  await anna.page.getByRole('button', { name: 'Save' }).first().click();
  await anna.sees('Saved.');
  await ben.readsAt('It is me', 'Anna the Second');
});

test('a lost device is logged out from another one', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const here = await comes('Anna');
  await here.is(account);
  const there = await comes('Anna');
  there.faults.expect(/status of 401/);
  await there.is(account);
  await there.opens();
  await there.isIn();
  await here.opens('/settings/sessions');
  await here.page.getByRole('button', { name: /^End / }).first().click();
  await here.confirms('End');
  await there.sees(/Your session has ended/);
});
