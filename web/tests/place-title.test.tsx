// @vitest-environment jsdom
import { expect, it } from 'vitest';
import type { Me } from '@/shared/api/wire';
import { PlaceTitle } from '@/shared/place-title';
import { channel, SERVER, Stage } from './model/stage';

it('is what the tab says, whatever the page was called before', async () => {
  document.head.innerHTML = '<title>Snug</title>';
  await new Stage().show(<PlaceTitle title="Settings" />, { 'GET /api/server': () => SERVER });
  await expect.poll(() => document.title).toBe('Settings · The Snug');
});

it('counts before its name what is unread anywhere', async () => {
  document.head.innerHTML = '<title>Snug</title>';
  const stage = new Stage();
  const me = { unread: 3, mentions: 1, notify: 'all' } as Me;
  stage.views.set([
    { ...channel('garden', 'Garden'), me },
    { ...channel('pond', 'Pond'), me: { ...me, notify: 'mentions' } },
    { ...channel('attic', 'Attic'), me: { ...me, notify: 'none' } },
  ]);
  await stage.show(<PlaceTitle title="Settings" />, { 'GET /api/server': () => SERVER });
  await expect.poll(() => document.title).toBe('(4) Settings · The Snug');
  // What one is reading there is not counted for the moment that it takes.
  stage.looked_at.set('garden');
  await expect.poll(() => document.title).toBe('(1) Settings · The Snug');
});
