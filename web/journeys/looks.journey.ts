/** How it all looks: chosen in the settings, at once, in every tab, and for as long as one likes. */
import { expect } from '@playwright/test';
import { arrives, test } from './journey';
import type { Person } from './people';

async function looks({ page }: Person, density: string | null, size: string | null): Promise<void> {
  const root = page.locator('html');
  for (const [name, value] of [
    ['data-density', density],
    ['data-size', size],
  ] as const) {
    if (value === null) await expect(root).not.toHaveAttribute(name);
    else await expect(root).toHaveAttribute(name, value);
  }
}

test('one chooses how close things stand and how large the text is, in all tabs and for good', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const tab = await anna.opensATab();
  await tab.isIn();
  await anna.opens('/settings');
  await looks(anna, null, null);
  await anna.picks('Compact');
  await anna.picks('Largest');
  await looks(anna, 'compact', 'largest');
  await looks(tab, 'compact', 'largest');
  await anna.comesBack();
  await looks(anna, 'compact', 'largest');
  await anna.picks('Cosy');
  await looks(tab, null, 'largest');
});

for (const [device, width] of [
  ['a desktop', 1440],
  ['a tablet', 820],
  ['a phone', 390],
] as const) {
  test(`with the largest text nothing is cut off on ${device}`, async ({ comes, exists }) => {
    const viewport = { width, height: 900 };
    const anna = await arrives({ comes, exists }, 'Anna', { viewport });
    await anna.opens('/settings');
    await anna.picks('Largest');
    await anna.picks('Compact');
    await anna.seesHeading('Delete my account');
    await anna.scrollsOneWayOnly();
    await anna.opens();
    await anna.isIn();
    await anna.scrollsOneWayOnly();
    await anna.opensConversation('general');
    await anna.says('Large and clear');
    await anna.reads('Large and clear');
    await anna.scrollsOneWayOnly();
    await anna.presses('More about this conversation');
    await anna.chooses('Members');
    await anna.seesButton('Add people');
    await anna.scrollsOneWayOnly();
    for (const place of ['/new', '/channels', '/settings/sessions', '/settings/notifications']) {
      await anna.opens(place);
      await expect(anna.page.getByRole('heading').first()).toBeVisible();
      await anna.scrollsOneWayOnly();
    }
  });
}

test('each theme is a whole one, also beside the other', async ({ comes }) => {
  const anna = await comes('Anna');
  anna.faults.expect(/status of 401/);
  await anna.opens('/components');
  const colourIn = async (theme: string): Promise<string> => {
    const part = anna.page.getByRole('form', { name: `In the ${theme} theme` });
    return await part.evaluate((it) => getComputedStyle(it).backgroundColor);
  };
  for (const colorScheme of ['light', 'dark'] as const) {
    await anna.page.emulateMedia({ colorScheme });
    const page = await anna.page.evaluate(
      () => getComputedStyle(document.documentElement).backgroundColor,
    );
    expect(await colourIn(colorScheme)).toBe(page);
    expect(await colourIn('light')).not.toBe(await colourIn('dark'));
  }
});

test('whoever looks for the keys in the settings finds them', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opens('/settings');
  await anna.presses('Show all keyboard shortcuts');
  await expect(anna.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await anna.strikes('Escape');
  await anna.isOn('button', 'Show all keyboard shortcuts');
});

test('whoever may not invite is told so where invites are made', async ({ comes, exists }) => {
  await exists('Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opens('/settings/invites');
  await ben.sees(/Only owners and admins invite people here/);
  await ben.follows('To your profile');
  await ben.seesHeading('Profile');
});
