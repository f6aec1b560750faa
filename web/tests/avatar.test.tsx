// @vitest-environment jsdom
import { act, cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Avatar } from '@/shared/ui/avatar';

const ana = { id: 'ana', display_name: 'Ana Berg' };
const show = (avatar: string | null) => render(<Avatar user={{ ...ana, avatar }} />);
const photoIn = (shown: HTMLElement) => shown.querySelector('img');
const isShown = (shown: HTMLElement) => photoIn(shown)?.dataset['shown'] === 'true';

describe('an avatar', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it('is the first letters of whoever has no picture', () => {
    const { container } = show(null);
    expect(container.textContent).toBe('AB');
    expect(photoIn(container)).toBeNull();
  });

  it('is the small version of the picture, over the letters until it is there', () => {
    const { container } = show('p1');
    expect(photoIn(container)?.getAttribute('src')).toBe('/api/files/p1/thumbnail?size=480');
    expect(photoIn(container)?.getAttribute('alt')).toBe('');
    expect(photoIn(container)?.getAttribute('loading')).toBe('lazy');
    expect(container.textContent).toBe('AB');
    expect(isShown(container)).toBe(false);
    fireEvent.load(photoIn(container) as HTMLElement);
    expect(isShown(container)).toBe(true);
  });

  it('is there at once where the same picture was seen before', () => {
    const first = show('p2');
    fireEvent.load(photoIn(first.container) as HTMLElement);
    first.unmount();
    const { container } = show('p2');
    expect(isShown(container)).toBe(true);
    expect(photoIn(container)?.getAttribute('loading')).toBe('eager');
  });

  it('keeps the old picture until another one is loaded', () => {
    const { container, rerender } = show('p3');
    const photo = photoIn(container) as HTMLElement;
    fireEvent.load(photo);
    rerender(<Avatar user={{ ...ana, avatar: 'p4' }} />);
    // The same element: a browser shows in it what it has until it has what it asks for.
    expect(photoIn(container)).toBe(photo);
    expect(isShown(container)).toBe(true);
    rerender(<Avatar user={{ ...ana, avatar: null }} />);
    expect(photoIn(container)).toBeNull();
  });

  it('is the letters where the picture can’t be loaded, and asks again only later', () => {
    const first = show('gone');
    fireEvent.error(photoIn(first.container) as HTMLElement);
    expect(photoIn(first.container)).toBeNull();
    expect(first.container.textContent).toBe('AB');
    first.unmount();
    // A row that comes back asks no sooner.
    const { container } = show('gone');
    expect(photoIn(container)).toBeNull();
    act(() => vi.advanceTimersByTime(4_900));
    expect(photoIn(container)).toBeNull();
    act(() => vi.advanceTimersByTime(5_200));
    expect(photoIn(container)).not.toBeNull();
    fireEvent.load(photoIn(container) as HTMLElement);
    expect(isShown(container)).toBe(true);
  });
});
