// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { act, cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Appearance } from '@/features/settings/appearance';
import { density, size, startLooks, theme } from '@/shared/ui/looks';
import { Stage } from './model/stage';

const looks = () => ({ ...document.documentElement.dataset });
const chosen = () => screen.getAllByRole('radio', { checked: true }).map((it) => it.textContent);

/** As another tab would. */
function storeElsewhere(key: string, value: string): void {
  localStorage.setItem(key, value);
  act(() => void window.dispatchEvent(new StorageEvent('storage', { key, newValue: value })));
}

describe('how it all looks', () => {
  beforeEach(() => {
    localStorage.clear();
    startLooks();
  });
  afterEach(() => {
    cleanup();
    localStorage.clear();
    startLooks();
  });

  it('is as the system has it, cosy and of the usual size, until somebody chooses', async () => {
    await new Stage().show(<Appearance />, {});
    expect(looks()).toEqual({});
    expect(chosen()).toEqual(['Like the system', 'Cosy', 'Normal', 'English']);
  });

  it('is what one chose at once, and again when the page opens', async () => {
    await new Stage().show(<Appearance />, {});
    await userEvent.click(screen.getByRole('radio', { name: 'Compact' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Largest' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    const dark = { density: 'compact', size: 'largest', theme: 'dark' };
    expect(looks()).toEqual(dark);
    for (const name of Object.keys(dark)) delete document.documentElement.dataset[name];
    startLooks();
    expect(looks()).toEqual(dark);
    await userEvent.click(screen.getByRole('radio', { name: 'Cosy' }));
    expect(looks()).toEqual({ size: 'largest', theme: 'dark' });
  });

  it('is what was chosen in another tab', async () => {
    await new Stage().show(<Appearance />, {});
    storeElsewhere('snug:density', 'compact');
    storeElsewhere('snug:size', 'small');
    expect(looks()).toEqual({ density: 'compact', size: 'small' });
    expect(chosen()).toEqual(['Like the system', 'Compact', 'Small', 'English']);
  });

  it('is as it is by itself where what is stored is nothing that one can choose', () => {
    localStorage.setItem('snug:size', 'enormous');
    localStorage.setItem('snug:theme', 'constructor');
    startLooks();
    expect([theme.get(), density.get(), size.get()]).toEqual(['system', 'cosy', 'normal']);
    expect(looks()).toEqual({});
  });
});
