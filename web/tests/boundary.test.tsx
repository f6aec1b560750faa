// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Suspense } from 'react';
import { Link, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Boundary } from '@/app/boundary';
import { lazyPlace, preloadPlaces } from '@/app/lazy-place';
import { Stage } from './model/stage';

describe('a place that could not be loaded', () => {
  let isOnline: boolean;
  let asked: number;

  beforeEach(() => {
    isOnline = false;
    asked = 0;
    // What a boundary catches is written to the console too.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    cleanup();
    document.head.replaceChildren();
    vi.restoreAllMocks();
  });

  const aPlace = () =>
    lazyPlace(() => {
      asked += 1;
      if (!isOnline) return Promise.reject(new TypeError('Failed to fetch'));
      return Promise.resolve(() => <h1>{'Settings'}</h1>);
    });

  async function show(): Promise<void> {
    const Place = aPlace();
    function Places() {
      const { pathname } = useLocation();
      return (
        <>
          <Link to="/">{'home'}</Link>
          <Link to="/settings">{'settings'}</Link>
          <Boundary place={pathname}>
            <Suspense>{pathname === '/settings' ? <Place /> : <h1>{'Home'}</h1>}</Suspense>
          </Boundary>
        </>
      );
    }
    await new Stage().show(<Places />, {}, '/settings');
    await screen.findByRole('alert');
  }
  const press = async (name: string) =>
    await userEvent.click(await screen.findByRole('button', { name }));

  it('is tried again when one says so, as often as it takes', async () => {
    await show();
    await press('Try again');
    await vi.waitFor(() => expect(asked).toBe(2));
    expect(await screen.findByRole('alert')).toHaveTextContent('could not be loaded');
    isOnline = true;
    await press('Try again');
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeVisible();
  });

  it('is tried again when one goes there again', async () => {
    await show();
    await userEvent.click(screen.getByRole('link', { name: 'home' }));
    expect(await screen.findByRole('heading', { name: 'Home' })).toBeVisible();
    isOnline = true;
    await userEvent.click(screen.getByRole('link', { name: 'settings' }));
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeVisible();
  });

  it('can be reloaded with the page, where the server has newer ones', async () => {
    await show();
    expect(screen.getByRole('button', { name: 'Reload' })).toBeVisible();
  });

  it('does not come without its styles, which were asked for before in vain', async () => {
    const styles = document.createElement('link');
    Object.assign(styles, { rel: 'stylesheet', href: '/assets/settings.css' });
    await show();
    document.head.append(styles);
    styles.dispatchEvent(new Event('error'));
    isOnline = true;
    await press('Try again');
    const again = document.head.querySelector('link');
    expect(again).not.toBe(styles);
    expect(again).toHaveAttribute('href', '/assets/settings.css');
    again?.dispatchEvent(new Event('load'));
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeVisible();
  });

  it('fails nothing when it is loaded ahead', async () => {
    aPlace();
    await expect(preloadPlaces()).resolves.toBeUndefined();
  });
});
