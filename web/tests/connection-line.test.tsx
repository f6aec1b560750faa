// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionLine } from '@/app/shell/connection-line';
import type { User } from '@/shared/api/wire';
import { clock } from '@/shared/clock';
import type { Messenger } from '@/shared/messenger/messenger';
import { inPlace } from './model/in-place';
import { offlineMessenger } from './model/offline-messenger';

const ANA: User = {
  id: 'ana',
  username: 'ana',
  display_name: 'Ana',
  role: 'member',
  disabled: false,
  updated_at: '2026-01-01T00:00:00.000Z',
};

describe('the line over a place', () => {
  let messenger: Messenger;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    messenger = offlineMessenger();
  });
  afterEach(() => {
    cleanup();
    clock.ahead_ms.set(0);
    messenger.stop();
    vi.useRealTimers();
  });

  async function show(): Promise<void> {
    render(await inPlace(messenger, ANA, <ConnectionLine />));
    await wait(10);
  }

  const wait = async (ms: number): Promise<void> => {
    // biome-ignore lint/nursery/useAwaitThenable: it is one where what it runs is one
    await act(async () => {
      await vi.advanceTimersByTimeAsync(ms);
    });
  };

  it('says how wrong the clock of this device is, until somebody has read it', async () => {
    await show();
    act(() => messenger.connection.state.set({ name: 'online' }));
    act(() => clock.ahead_ms.set(4 * 60_000));
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
    act(() => clock.ahead_ms.set(-6 * 60_000));
    await vi.dynamicImportSettled();
    await wait(10);
    expect(screen.getByRole('status')).toHaveTextContent('clock is 6 minutes behind:');
    act(() => clock.ahead_ms.set(2 * 3_600_000));
    expect(screen.getByRole('status')).toHaveTextContent('clock is 2 hours ahead:');
    act(() => clock.ahead_ms.set(-72 * 3_600_000));
    expect(screen.getByRole('status')).toHaveTextContent('clock is 3 days behind:');
    fireEvent.click(screen.getByRole('button', { name: 'Not now' }));
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  it('says nothing of what is over before it could be read', async () => {
    await show();
    messenger.connection.state.set({ name: 'online' });
    await wait(3_000);
    messenger.connection.state.set({ name: 'offline', since: Date.now() });
    await wait(1_400);
    messenger.connection.state.set({ name: 'online' });
    await wait(3_000);
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  it('says since when there is no connection, and tries when it is told to', async () => {
    const wake = vi.spyOn(messenger.connection, 'wake').mockImplementation(() => undefined);
    messenger.connection.state.set({
      name: 'offline',
      since: new Date(2026, 0, 1, 14, 5).getTime(),
    });
    await show();
    await wait(1_600);
    expect(screen.getByRole('status')).toHaveTextContent(/Offline since .*2:05.* is kept/u);
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
    expect(wake).toHaveBeenCalledOnce();
    act(() => messenger.connection.state.set({ name: 'online' }));
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });
});
