/** What has a time, on a device whose clock is wrong. */
import { expect } from '@playwright/test';
import { test } from './journey';

const HOUR_MS = 60 * 60_000;

for (const [ahead_ms, words] of [
  [2 * HOUR_MS, /clock is 2 hours ahead: times are shown as the server has them/],
  [-2 * HOUR_MS, /clock is 2 hours behind: times are shown as the server has them/],
] as const) {
  test(`a clock ${ahead_ms > 0 ? 'ahead' : 'behind'} is said to be wrong, and what has a time is right`, async ({
    comes,
    exists,
  }) => {
    const [account, other] = [await exists('Anna'), await exists('Ben')];
    const group = await account.group(other);
    const anna = await comes('Anna');
    await anna.is(account);
    await anna.hasAWrongClock(ahead_ms);
    await anna.opens(`/c/${group.id}`);
    const ben = await comes('Ben');
    await ben.is(other);
    await ben.opens(`/c/${group.id}`);
    await anna.seesStatus(words);
    await anna.findsNoBarriersNorDarkness();
    await anna.presses('Not now');
    await anna.doesNotSee(words);

    await anna.presses('More about this conversation');
    await anna.chooses('Mute for an hour');
    await anna.sees(/^Muted until /);
    const { data } = await account.api.GET('/api/conversations/{id}', {
      params: { path: { id: group.id } },
    });
    const until = Date.parse(data?.me?.muted_until ?? '');
    expect(Math.abs(until - Date.now() - HOUR_MS)).toBeLessThan(60_000);

    await anna.begins('The heron comes at six');
    await anna.presses('Send later');
    await anna.chooses(/^Tomorrow at /);
    await anna.page.getByRole('link', { name: 'Scheduled messages' }).click();
    await anna.presses('More for this message');
    await anna.chooses('Send now');
    await anna.sees(/^Nothing is scheduled/);
    await ben.reads('The heron comes at six');

    await anna.goesBack();
    await anna.presses('Add files or a poll');
    await anna.chooses('Poll');
    await anna.fills('Question', 'Tea or coffee?');
    await anna.fills('Answer 1', 'Tea');
    await anna.fills('Answer 2', 'Coffee');
    await anna.page.getByLabel('Ends').selectOption('1 hour');
    await anna.presses('Ask');
    const vote = anna.page.getByRole('radio', { name: /^Tea/ });
    await vote.click();
    await expect(vote).toBeChecked();
    await expect(ben.page.getByRole('radio', { name: 'Tea, 1 vote, 100%' })).toBeVisible();
  });
}
