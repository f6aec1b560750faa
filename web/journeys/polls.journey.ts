/** People ask each other, and choose. */
import { expect, type Locator } from '@playwright/test';
import { arrives, test } from './journey';
import type { Person } from './people';

const QUESTION = 'When does the heron come?';

/** With one answer each, from what is typed already. */
async function asks(person: Person): Promise<void> {
  await person.begins(QUESTION);
  await person.presses('Add files or a poll');
  await person.chooses('Poll');
  await person.hasWritten('Question', QUESTION);
  await person.fills('Answer 1', 'At six');
  await person.fills('Answer 2', 'At seven');
  await person.presses('Ask');
}

/** What can be pressed in it. */
async function areAsLargeAsAThumb(within: Locator): Promise<void> {
  const found = within.locator('button:visible, textarea, select, label:has(input)');
  for (const it of await found.all()) {
    const box = await it.boundingBox();
    expect(Math.min(box?.height ?? 0, box?.width ?? 0), `${it}`).toBeGreaterThanOrEqual(44);
  }
}

function answer(person: Person, name: RegExp): Locator {
  return person.message(QUESTION).getByRole('radio', { name });
}

test('two people vote, and both see what the other chose', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const other = await exists('Ben');
  const group = await account.group(other);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${group.id}`);
  await asks(anna);
  await anna.isWriting('');
  const ben = await comes('Ben');
  await ben.is(other);
  await ben.opens(`/c/${group.id}`);
  await ben.readsAt(QUESTION, 'No votes yet');

  await answer(anna, /^At six/).click();
  await answer(ben, /^At seven/).click();
  await expect(answer(anna, /^At seven, 1 vote, 50/)).not.toBeChecked();
  await expect(answer(ben, /^At six, 1 vote/)).not.toBeChecked();
  await expect(answer(ben, /^At seven, 1 vote/)).toBeChecked();
  // One has one vote: the former one goes with the next.
  await answer(ben, /^At six/).click();
  await expect(answer(anna, /^At six, 2 votes, 100/)).toBeChecked();
  await expect(answer(anna, /^At seven, 0 votes/)).toBeVisible();
  await anna.presses('Who voted');
  await anna.readsAt(QUESTION, /Anna, Ben|Ben, Anna/);
  await anna.findsNoBarriers();
  await anna.comesBack();
  await expect(answer(anna, /^At six, 2 votes/)).toBeChecked();
  await answer(anna, /^At six/).click();
  await expect(answer(ben, /^At six, 1 vote, 100/)).toBeChecked();
});

test('a poll and a vote wait for the connection', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  // What asks it is there before there is no line.
  await anna.presses('Add files or a poll');
  await anna.seesMenuItem('Poll');
  await anna.strikes('Escape');
  anna.faults.expectUnanswered();
  await anna.losesTheNetwork();
  await asks(anna);
  await anna.readsAt(QUESTION, 'At seven');
  await expect(answer(anna, /^At six/)).toHaveAttribute('aria-disabled', 'true');
  await anna.regainsTheNetwork();
  await anna.patiently(async () => {
    await expect(answer(anna, /^At six/)).toHaveAttribute('aria-disabled', 'false');
  });
  await anna.losesTheNetwork();
  await answer(anna, /^At six/).click();
  await expect(answer(anna, /^At six, 1 vote/)).toBeChecked();
  await anna.regainsTheNetwork();
  await anna.patiently(async () => {
    await anna.comesBack();
    await expect(answer(anna, /^At six, 1 vote/)).toBeChecked({ timeout: 2_000 });
  });
  await anna.seesInTheList('general', `📊 ${QUESTION}`);
});

test('a poll is written and voted in by keys alone', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  await anna.tabsTo('button', 'Add files or a poll');
  await anna.strikes('Enter');
  await anna.seesMenuItem('Poll');
  await anna.strikes('End', 'Enter');
  await anna.isOn('textbox', 'Question');
  await anna.types(QUESTION);
  await anna.strikes('Tab');
  await anna.types('At six');
  await anna.strikes('Enter');
  await anna.types('At seven');
  await anna.strikes('Enter');
  await anna.isOn('textbox', 'Answer 3');
  await anna.strikes('Enter');
  await anna.readsAt(QUESTION, 'No votes yet');
  await anna.page.getByRole('article', { name: new RegExp(QUESTION.replace('?', '\\?')) }).focus();
  await anna.strikes('Tab');
  await anna.isOn('radio', /^At six/);
  // It can be voted in once it is stored.
  await expect(answer(anna, /^At six/)).toHaveAttribute('aria-disabled', 'false');
  await anna.strikes('ArrowDown', 'Enter');
  await expect(answer(anna, /^At seven, 1 vote/)).toBeChecked();
});

test('once it has ended nobody votes any more', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const general = await account.general();
  const ends_at = new Date(Date.now() + 4_000).toISOString();
  await account.asks(general, QUESTION, ['At six', 'At seven'], { ends_at });
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${general.id}`);
  await anna.patiently(async () => await anna.readsAt(QUESTION, /Ended/));
  await expect(answer(anna, /^At six/)).toHaveAttribute('aria-disabled', 'true');
});

test('on a phone all of it is within reach of a thumb', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const general = await account.general();
  await account.asks(general, QUESTION, ['At six', 'At seven'], { multiple: true });
  const viewport = { width: 390, height: 844 };
  const anna = await comes('Anna', { viewport, hasTouch: true });
  await anna.is(account);
  await anna.opens(`/c/${general.id}`);
  const box = anna.message(QUESTION).getByRole('checkbox', { name: /^At six/ });
  await box.tap();
  await expect(box).toBeChecked();
  await areAsLargeAsAThumb(anna.message(QUESTION));
  await anna.presses('Add files or a poll');
  await anna.chooses('Poll');
  await anna.seesField('Question');
  await areAsLargeAsAThumb(anna.page.getByRole('dialog'));
  await anna.scrollsOneWayOnly();
  await anna.findsNoBarriersNorDarkness();
});
