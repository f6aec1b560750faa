/** What those have who hear the page: what each part is, what it is called, and in which order it comes. */
import { expect } from '@playwright/test';
import { test } from './journey';
import { at, furnish, inGeneral } from './screens/furnish';

test('the list is one of landmarks and headings, and says what waits where', async ({
  comes,
  exists,
}) => {
  const { anna } = await furnish({ exists });
  const person = await at({ comes }, anna, '/');
  await person.seesInTheList('garden', /your week/);
  // The way past it comes first.
  await expect(person.page.locator('body')).toMatchAriaSnapshot(`
    - button "To the conversation"
    - navigation "Conversations":
      - button "The Kitchen Table Anna Berg Your account"
      - button "Search"
      - region "Direct":
        - heading "Direct" [level=2]
        - link "New conversation"
        - list:
          - listitem:
            - link /Ben Okafor .*Can you bring the blue folder\\? 1 unread message$/
          - listitem:
            - link /^Ben Okafor, Cleo Marchetti .*Lentils or noodles\\? 1 unread message$/
      - region "Channels":
        - heading "Channels" [level=2]
        - link "Browse channels"
        - list:
          - listitem:
            - link /^garden .*it is your week 2 unread messages, 1 mention$/
          - listitem:
            - link /^general .*Message deleted 3 unread messages$/
    - main:
      - heading "Conversations" [level=1]
  `);
});

test('a conversation is a feed of messages that each say who, when and what, and hold what came of them', async ({
  server,
  address,
  comes,
  exists,
}) => {
  const { person, house } = await inGeneral({ server, address, comes, exists });
  const { anna, ben, cleo, general } = house;
  const root = await anna.says(general, 'Who takes the keys?');
  await ben.repliesIn(general, root, 'I can');
  const poll = await cleo.asks(general, 'What do we cook?', ['Lentils', 'Noodles']);
  await ben.reacts(poll, '1️⃣');
  await ben.reacts({ id: root, conversation_id: general.id }, '👍');
  await ben.sends(general, { 'Invoice.pdf': Buffer.from('%PDF-1.7') }, 'Here it is');
  await person.seesReaction('Who takes the keys?', /👍 1/);
  await person.sees('Invoice.pdf');
  await person.readsAt('What do we cook?', '1 vote');
  await expect(person.page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "general" [level=1]
      - button "3 members"
      - button "Search in this conversation"
      - button "More about this conversation"
      - feed "Messages":
        - article /^Ben Okafor, .*Which drawer\\?$/:
          - button "Answers Anna Berg A valve, older than all of us. The invoice is in the drawer."
        - article /^Cleo Marchetti, .*The left one$/:
          - text: /edited/
        - article /^Ben Okafor, .*Message deleted$/
        - article /^Anna Berg, \\d\\d:\\d\\d. Who takes the keys\\?$/:
          - 'button "👍 1: Ben Okafor"'
          - button "React"
          - link /^1 reply .* 1 new$/
        - article /^Cleo Marchetti, .*What do we cook\\?$/:
          - radiogroup "What do we cook?":
            - radio "Lentils, 1 vote, 100%"
            - radio "Noodles, 0 votes, 0%"
        - article /^Ben Okafor, .*Here it is, Invoice.pdf$/:
          - link /^Download. Invoice.pdf PDF/
      - link "1 new reply in a thread"
      - status
      - textbox "Message"
      - button "Emoji"
      - button "Add files or a poll"
      - button "Send later" [disabled]
      - button "Send" [disabled]
  `);

  // A thread is a landmark beside it, with a feed and a field of its own.
  await person.opens(`/c/${general.id}/t/${root}`);
  const thread = person.page.getByRole('complementary', { name: 'Thread' });
  await expect(thread).toMatchAriaSnapshot(`
    - complementary "Thread":
      - heading "Thread" [level=2]
      - button "Close"
      - feed "Messages of the thread":
        - article /^Anna Berg, .*Who takes the keys\\?$/
        - article /^Ben Okafor, .*I can$/
      - status
      - textbox "Reply in this thread"
  `);
});

test('where one writes says what it answers, what it completes and why nothing can be sent', async ({
  server,
  address,
  comes,
  exists,
}) => {
  const { person } = await inGeneral({ server, address, comes, exists });
  const field = person.page.getByRole('textbox', { name: 'Message', exact: true });
  await person.does('Reply', 'The left one');
  await expect(field).toHaveAccessibleDescription(/^Reply to Cleo Marchetti: The left one/);
  await person.types('Ask @be');
  await person.seesOption(/Ben Okafor/);
  await expect(person.page.getByRole('listbox')).toMatchAriaSnapshot(`
    - listbox:
      - option /Ben Okafor/ [selected]
  `);
  await person.begins('too long '.repeat(2_300));
  await expect(field).toHaveAccessibleDescription(/characters too long/);
  await person.seesStatus('The message is too long to send.');
});

test('a question is a dialog that says what happens, and what lies behind it is not there', async ({
  comes,
  exists,
}) => {
  const { anna, garden } = await furnish({ exists });
  const person = await at({ comes }, anna, `/c/${garden.id}?panel=members`);
  await person.presses('What to do with Cleo Marchetti');
  await expect(person.page.getByRole('menu')).toMatchAriaSnapshot(`
    - menu "What to do with Cleo Marchetti":
      - menuitem "Write a message"
  `);
  await person.strikes('Escape');
  await person.isOn('button', 'What to do with Cleo Marchetti');
  await person.presses('Leave');
  await expect(person.page.locator('body')).toMatchAriaSnapshot(`
    - /children: equal
    - alertdialog "Leave garden?":
      - heading "Leave garden?" [level=2]
      - paragraph: You will get none of its messages any more. You can come back whenever you like.
      - button "Cancel"
      - button "Leave"
  `);
  await person.isOn('button', 'Cancel');
});

test('what arrives is said once, by name; many at once only how many', async ({
  server,
  address,
  comes,
  exists,
}) => {
  const { person, house } = await inGeneral({ server, address, comes, exists });
  const { anna, ben, cleo, general } = house;
  const said = person.page.locator('main [aria-live="polite"]');
  await expect(said).toHaveText('');
  await ben.says(general, 'Supper is ready');
  await expect(said).toHaveText('Ben Okafor: Supper is ready');
  // One’s own, from another device, is no news.
  await anna.says(general, 'Coming');
  await cleo.says(general, 'Me too');
  await expect(said).toHaveText('Cleo Marchetti: Me too');
  for (let n = 1; n <= 5; n += 1) await ben.says(general, `Line ${n}`);
  await expect(said).toHaveText('5 new messages');
});
