// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { useMemo } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { completionPart } from '@/features/conversation/composer/completer';
import { Composer } from '@/features/conversation/composer/composer';
import { Scene, SceneProvider } from '@/features/conversation/scene';
import { chooseTone } from '@/shared/emoji/habits';
import { useMessenger } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';
import { conversation, openScreen } from './model/told-screen';

/** Where one writes in the den, once it is there. */
function Den() {
  const messenger = useMessenger();
  const isThere = usePicked(messenger.mirror.views, () => !!messenger.mirror.room('den'));
  const scene = useMemo(() => {
    const room = isThere ? messenger.mirror.room('den') : undefined;
    return room && new Scene(messenger, room);
  }, [messenger, isThere]);
  if (!scene) return null;
  return (
    <SceneProvider value={scene}>
      <Composer />
    </SceneProvider>
  );
}

describe('what is completed while one writes', () => {
  const channels = [conversation('Old garden'), conversation('Garden party')];

  beforeEach(() => {
    vi.stubGlobal('CSS', { supports: () => true });
    localStorage.clear();
    chooseTone(0);
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  async function open() {
    await completionPart.load();
    const page = await openScreen({
      screen: <Den />,
      rooms: [conversation('den'), conversation('Garden party')].map((it) => ({
        conversation: it,
      })),
      answer: ({ path, query }) => {
        if (path !== '/api/channels') return null;
        const text = query.get('query')?.toLowerCase() ?? '';
        const found = channels.filter((it) => it.title?.toLowerCase().includes(text));
        return { data: { channels: found, next_cursor: null } };
      },
    });
    const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
    return { page, field };
  }

  const options = () =>
    screen.queryAllByRole('option').map((it) => it.querySelector('bdi')?.textContent);

  it('is a channel that one is in, or could find', async () => {
    const { page, field } = await open();
    await userEvent.type(field, 'see #gar');
    await vi.waitFor(() => expect(options()).toEqual(['Garden party', 'Old garden']));
    const list = screen.getByRole('listbox', { name: 'Channels to name' });
    expect(field).toHaveAttribute('aria-controls', list.id);
    expect(field).toHaveAttribute('aria-activedescendant', list.firstElementChild?.id);
    await userEvent.keyboard('{Enter}');
    expect(field.value).toBe('see #Garden party ');
    expect(page.asked('GET', '/api/channels').length).toBeLessThanOrEqual(2);
    await userEvent.keyboard('#old');
    await vi.waitFor(() => expect(options()).toEqual(['Old garden']));
    await userEvent.keyboard('{Tab}');
    expect(field.value).toBe('see #Garden party #Old garden ');
  });

  it('is an emoji by its name, in one’s own tone, and the last one first', async () => {
    chooseTone(5);
    const { field } = await open();
    await userEvent.type(field, 'at 10:30 :waving_h');
    await vi.waitFor(() => expect(options()).toEqual(['waving hand']));
    expect(screen.getByRole('listbox', { name: 'Emoji to put in' })).toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    expect([field.value, options()]).toEqual(['at 10:30 👋🏿', []]);
    await userEvent.keyboard(' :ha');
    await vi.waitFor(() => expect(options()[0]).toBe('waving hand'));
    expect(options()).toHaveLength(8);
    await userEvent.keyboard('{ArrowDown}');
    expect(screen.getAllByRole('option')[1]).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Escape}');
    expect([field.value, options()]).toEqual(['at 10:30 👋🏿 :ha', []]);
  });
});
