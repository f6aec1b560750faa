// @vitest-environment jsdom
import { I18nProvider } from '@lingui/react';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { MemoryRouter, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileParts } from '@/features/conversation/file-parts';
import { Lightbox } from '@/features/conversation/lightbox/lightbox';
import { MessageFiles } from '@/features/conversation/timeline/message-files';
import type { File } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import type { Messenger } from '@/shared/messenger/messenger';
import { MessengerProvider } from '@/shared/services';
import { english } from './model/english';

let made = 0;

function file(more: Partial<File> = {}): File {
  made += 1;
  const plain = { name: 'a.bin', size: 2_400_000, content_type: 'application/octet-stream' };
  return { id: `f${made}`, sha256: '', ...plain, ...more };
}

const picture = (name: string, more: Partial<File> = {}): File =>
  file({ name, content_type: 'image/png', width: 800, height: 600, ...more });

const HOSTILE = [
  '<b>bold</b><img src=x onerror=alert(1)>.png',
  `${'long '.repeat(50)}.jpg`,
  'evil\u202egpj.exe',
  '👩‍👩‍👧'.repeat(30),
  'صورة.png',
  '"><script>',
];

describe('the files of a message', () => {
  const connection = new Cell<ConnectionState>({ name: 'online' });
  let at: unknown;

  beforeEach(async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = () => undefined;
        disconnect = () => undefined;
      },
    );
    vi.spyOn(HTMLMediaElement.prototype, 'canPlayType').mockImplementation((type) =>
      type.includes('matroska') ? '' : 'maybe',
    );
    // jsdom has no dialogs.
    HTMLDialogElement.prototype.showModal = function showModal() {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function close() {
      this.open = false;
    };
    connection.set({ name: 'online' });
    await fileParts.load();
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  function Where() {
    at = useLocation().state;
    return null;
  }

  async function show(children: React.ReactNode): Promise<HTMLElement> {
    const messenger = { connection: { state: connection } } as unknown as Messenger;
    const { container } = render(
      <I18nProvider i18n={await english()}>
        <MessengerProvider value={messenger}>
          <MemoryRouter>
            <Where />
            {children}
          </MemoryRouter>
        </MessengerProvider>
      </I18nProvider>,
    );
    return container;
  }

  const showFiles = async (...attachments: readonly File[]): Promise<HTMLElement> =>
    await show(
      <MessageFiles message={{ id: 'm1', attachments: [...attachments] }} tabIndex={-1} />,
    );

  it('are pictures first, then what is played, then what is taken along', async () => {
    const shown = await showFiles(
      file({ name: 'plan.zip' }),
      file({ name: 'song.mp3', content_type: 'audio/mpeg' }),
      picture('one.png'),
      file({ name: 'film.mp4', content_type: 'video/mp4' }),
      picture('two.png'),
    );
    const all = [...shown.querySelectorAll('button[data-file], video, audio, a[download*=plan]')];
    expect(all.map((it) => it.tagName)).toEqual(['BUTTON', 'BUTTON', 'VIDEO', 'AUDIO', 'A']);
  });

  it('are in the one tab stop of their message, and nothing plays by itself', async () => {
    const shown = await showFiles(
      picture('one.png'),
      file({ name: 'film.mp4', content_type: 'video/mp4' }),
      file({ name: 'plan.zip' }),
    );
    for (const it of shown.querySelectorAll('button, a, video')) {
      expect(it).toHaveAttribute('tabindex', '-1');
    }
    expect(shown.querySelector('video')).not.toHaveAttribute('autoplay');
    expect(shown.querySelector('video')).toHaveAttribute('preload', 'metadata');
  });

  it('are shown under any name, as it is', async () => {
    for (const name of HOSTILE) {
      const shown = await showFiles(
        picture(name),
        file({ name, content_type: 'video/mp4' }),
        file({ name, content_type: 'audio/mpeg' }),
        file({ name }),
      );
      expect(screen.getByRole('img', { name })).toBeInTheDocument();
      const links = [...shown.querySelectorAll('a')];
      expect(links.map((it) => it.download)).toEqual([name, name, name]);
      expect(links.every((it) => /^\/api\/files\/f\d+$/.test(it.getAttribute('href') ?? ''))).toBe(
        true,
      );
      const names = [...shown.querySelectorAll('bdi[title]')].map((it) => it.textContent);
      // But for what turns the order of its letters.
      const said = name.replace('\u202e', '');
      expect(names).toEqual([said, said, said]);
      expect(shown.querySelector('b, script, img[src=x]')).toBeNull();
      cleanup();
    }
  });

  it('say what a card brings, and how large it is', async () => {
    await showFiles(file({ name: 'Invoice.pdf', content_type: 'application/pdf' }));
    const link = screen.getByRole('link', { name: /^Download: Invoice\.pdf.*2\.4 MB$/ });
    expect(link).toHaveTextContent('PDF · 2.4 MB');
  });

  it('are a card where this browser can not play them', async () => {
    const shown = await showFiles(file({ name: 'film.mkv', content_type: 'video/x-matroska' }));
    expect(shown.querySelector('video')).toBeNull();
    expect(screen.getByRole('link', { name: /^Download: film\.mkv/ })).toBeVisible();
  });

  it('load small versions of large pictures, and small ones and moving ones as they are', async () => {
    await showFiles(
      picture('large', { id: 'l', width: 4000, height: 3000 }),
      picture('small', { id: 's', width: 300, height: 200 }),
      picture('moving', { id: 'm', width: 900, height: 900, content_type: 'image/gif' }),
    );
    const source = (name: string) => screen.getByRole('img', { name }).getAttribute('srcset');
    expect(source('large')).toBe(
      '/api/files/l/thumbnail?size=480 480w, /api/files/l/thumbnail?size=1280 1280w',
    );
    expect(source('small')).toBeNull();
    expect(screen.getByRole('img', { name: 'moving' })).toHaveAttribute('src', '/api/files/m');
  });

  it('stand in for a picture until it is there, unless nobody can read what stands in', async () => {
    const shown = await showFiles(
      picture('known', { thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI' }),
      picture('broken', { thumbhash: '%%%' }),
      picture('short', { thumbhash: 'AA==' }),
    );
    const afar = shown.querySelectorAll('img[alt=""]');
    expect([...afar].map((it) => it.getAttribute('src')?.slice(0, 22))).toEqual([
      'data:image/png;base64,',
    ]);
    fireEvent.load(screen.getByRole('img', { name: 'known' }));
    expect(shown.querySelector('img[alt=""]')).toBeNull();
  });

  it('say in their place that a picture did not come, and ask again when one wishes', async () => {
    await showFiles(picture('hill.png'));
    fireEvent.error(screen.getByRole('img', { name: 'hill.png' }));
    expect(screen.getByText('Could not be loaded')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Download hill.png' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again to load hill.png' }));
    expect(screen.getByRole('img', { name: 'hill.png' })).toBeInTheDocument();
  });

  it('ask again by themselves when the connection is back', async () => {
    await showFiles(picture('hill.png'), file({ name: 'film.mp4', content_type: 'video/mp4' }));
    connection.set({ name: 'offline', since: 0 });
    fireEvent.error(screen.getByRole('img', { name: 'hill.png' }));
    fireEvent.error(screen.getByLabelText('film.mp4'));
    expect(screen.getByText('Could not be played here')).toBeVisible();
    act(() => connection.set({ name: 'online' }));
    expect(screen.getByRole('img', { name: 'hill.png' })).toBeInTheDocument();
    expect(screen.getByLabelText('film.mp4')).toBeInTheDocument();
  });

  it('play one at a time', async () => {
    await showFiles(
      file({ name: 'one.mp3', content_type: 'audio/mpeg' }),
      file({ name: 'two.mp3', content_type: 'audio/mpeg' }),
    );
    const one = screen.getByLabelText<HTMLAudioElement>('one.mp3');
    const pause = vi.spyOn(one, 'pause').mockImplementation(() => undefined);
    fireEvent.play(one);
    expect(pause).not.toHaveBeenCalled();
    fireEvent.play(screen.getByLabelText('two.mp3'));
    expect(pause).toHaveBeenCalledOnce();
  });

  it('open at the picture that was pressed, by a step in the history', async () => {
    await showFiles(picture('one.png'), picture('two.png', { id: 'second' }));
    await userEvent.click(screen.getByRole('button', { name: 'two.png' }));
    expect(at).toEqual({ viewed: { message_id: 'm1', file_id: 'second' } });
  });

  it('are looked at one by one, and say which it is', async () => {
    const close = vi.fn();
    const files = [picture('one.png'), picture('two.png', { id: 'second' })];
    await show(
      <Lightbox by="Anna" files={files} first_id="second" message_id="m1" onClose={close} />,
    );
    const dialog = within(screen.getByRole('dialog', { name: 'Pictures of this message' }));
    expect(dialog.getByText('2 of 2')).toBeVisible();
    expect(dialog.getByText('two.png, 2 of 2')).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Next picture' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Previous picture' }));
    expect(dialog.getByRole('img', { name: 'one.png' })).toBeInTheDocument();
    expect(dialog.getByRole('link', { name: 'Download one.png' })).toHaveAttribute('download');
    await userEvent.click(dialog.getByRole('button', { name: 'Close' }));
    expect(close).toHaveBeenCalledOnce();
  });

  it('say why a picture that one looks at is not there', async () => {
    connection.set({ name: 'offline', since: 0 });
    const files = [picture('one.png', { id: 'only' })];
    await show(
      <Lightbox
        by="Anna"
        files={files}
        first_id="only"
        message_id="m1"
        onClose={() => undefined}
      />,
    );
    fireEvent.error(screen.getByRole('img', { name: 'one.png' }));
    expect(screen.getByText(/^You are offline\./)).toBeVisible();
  });
});
