// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { Offer } from '@/features/offer/offer';
import type { PushState } from '@/shared/push/push';
import { Stage } from './model/stage';

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const OFFER = /^Shall Snug tell you/;

async function stageWith(state: PushState): Promise<Stage> {
  const stage = new Stage();
  stage.notifying.push.state.set(state);
  await stage.show(<Offer />);
  return stage;
}

/** What is loaded later is there. */
async function settles(): Promise<void> {
  const from = performance.now();
  await waitFor(() => expect(performance.now()).toBeGreaterThan(from + 20));
}

it('is taken by one press', async () => {
  const stage = await stageWith({ name: 'unasked' });
  expect(await screen.findByText(OFFER)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Yes, please' }));
  expect(stage.notifying.push.turnOn).toHaveBeenCalledOnce();
  act(() => stage.notifying.push.state.set({ name: 'asking' }));
  expect(screen.getByText(OFFER)).toBeVisible();
  act(() => stage.notifying.push.state.set({ name: 'on', id: 'a' }));
  expect(screen.queryByText(OFFER)).toBeNull();
});

it('is declined for good', async () => {
  await stageWith({ name: 'unasked' });
  await userEvent.click(await screen.findByRole('button', { name: 'No, thanks' }));
  expect(screen.queryByText(OFFER)).toBeNull();
  cleanup();
  await stageWith({ name: 'unasked' });
  await settles();
  expect(screen.queryByText(OFFER)).toBeNull();
});

it('leads to the settings where a press is not enough', async () => {
  await stageWith({ name: 'uninstalled' });
  const how = await screen.findByRole('link', { name: 'How this is done' });
  expect(how).toHaveAttribute('href', '/settings/notifications');
  expect(screen.queryByRole('button', { name: 'Yes, please' })).toBeNull();
});

it('says when it did not work, and nothing where there is nothing to offer', async () => {
  const stage = await stageWith({ name: 'unasked' });
  await userEvent.click(await screen.findByRole('button', { name: 'Yes, please' }));
  act(() => stage.notifying.push.state.set({ name: 'failed', error: new Error('no') }));
  expect(screen.getByRole('alert')).toHaveTextContent(/did not work/);
  cleanup();
  for (const name of ['off', 'blocked', 'insecure', 'unsupported', 'looking'] as const) {
    const stage = await stageWith({ name });
    await settles();
    expect(screen.queryByRole('complementary'), name).toBeNull();
    act(() => stage.notifying.push.state.set({ name: 'unasked' }));
    expect(screen.getByText(OFFER)).toBeVisible();
    cleanup();
  }
});
