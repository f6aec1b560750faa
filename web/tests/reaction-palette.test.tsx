// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ReactionPalette } from '@/features/conversation/timeline/reaction-palette';
import { message } from './messages';
import { openScreen } from './model/told-screen';

/** Nothing is laid out here: so many stand in a line. */
async function open(columns: number): Promise<void> {
  vi.spyOn(HTMLElement.prototype, 'offsetLeft', 'get').mockImplementation(function place(
    this: HTMLElement,
  ) {
    return ([...(this.parentElement?.children ?? [])].indexOf(this) % columns) * 44;
  });
  const palette = (
    <ReactionPalette message={message(1, 1)} onMore={() => undefined} onPick={() => undefined} />
  );
  await openScreen({ screen: palette, answer: () => null });
}

const strike = async (keys: string): Promise<void> => void (await userEvent.keyboard(keys));
const on = (name: string) => expect(screen.getByRole('button', { name })).toHaveFocus();

describe('the palette of reactions', () => {
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });

  it.each([
    [8, 'Fire', 'Thumbs up'],
    [6, 'Party', 'Thinking'],
  ])('goes with the arrows to what is seen there, %i in a line', async (columns, below, then) => {
    await open(columns);
    on('Thumbs up');
    await strike('{ArrowDown}');
    on(below);
    await strike('{ArrowDown}');
    on(then);
    await strike('{ArrowUp}');
    on(below);
  });

  it('goes on at the other side of a line that is shorter', async () => {
    await open(6);
    await strike('{ArrowLeft}');
    on('All emoji');
    await strike('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowUp}');
    on('Done');
  });
});
