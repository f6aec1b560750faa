// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { PlaceTitle } from '@/shared/place-title';
import { SERVER, Stage } from './model/stage';

it('is what the tab says, whatever the page was called before', async () => {
  document.head.innerHTML = '<title>Snug</title>';
  await new Stage().show(<PlaceTitle title="Settings" />, { 'GET /api/server': () => SERVER });
  await expect.poll(() => document.title).toBe('Settings · The Snug');
});
