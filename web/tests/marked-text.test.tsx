// @vitest-environment jsdom
import { I18nProvider } from '@lingui/react';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import fc from 'fast-check';
import { MemoryRouter } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Scene } from '@/features/conversation/scene';
import { blocksOf } from '@/features/conversation/timeline/marked/blocks-of';
import { MarkedText } from '@/features/conversation/timeline/marked/marked-text';
import { MessageActions } from '@/features/conversation/timeline/message-actions';
import { MessageText } from '@/features/conversation/timeline/message-text';
import { ActionsProvider } from '@/features/conversation/timeline/timeline-context';
import type { User } from '@/shared/api/wire';
import { called } from '@/shared/called';
import { Cell } from '@/shared/cell';
import type { Messenger } from '@/shared/messenger/messenger';
import { People } from '@/shared/people/people';
import { MessengerProvider } from '@/shared/services';
import { message } from './messages';
import { english } from './model/english';
import { ANA } from './model/stage';
import { conversation } from './model/told-screen';

afterEach(cleanup);

describe('a message with marks', () => {
  async function show(body: string, plain = false): Promise<HTMLElement> {
    const people = new People(() => Promise.resolve([ANA as User]));
    people.learn([ANA]);
    const views = new Cell([{ conversation: conversation('garden') }]);
    const messenger = { user_id: 'ana', people, mirror: { views } } as unknown as Messenger;
    const actions = new MessageActions({} as Scene, { focus: vi.fn(), go: vi.fn(), show: vi.fn() });
    const said = message(1, 1, { body, mentions: ['ana'] });
    if (plain) actions.turnPlain(said);
    const Shown = plain ? MessageText : MarkedText;
    const { container } = render(
      <I18nProvider i18n={await english()}>
        <MessengerProvider value={messenger}>
          <MemoryRouter>
            <ActionsProvider value={actions}>
              <Shown message={said} tabIndex={0}>
                <i>{'end'}</i>
              </Shown>
            </ActionsProvider>
          </MemoryRouter>
        </MessengerProvider>
      </I18nProvider>,
    );
    return container;
  }

  it('shows what they mean', async () => {
    const shown = await show(
      '# Plan\n**Beans** and *peas*, ~~leeks~~ `salt`\n\n> who?\n\n1. dig\n2. sow\n',
    );
    expect(shown.querySelector('p strong')).toHaveTextContent('Plan');
    expect(screen.getByText('Beans').tagName).toBe('STRONG');
    expect(screen.getByText('peas').tagName).toBe('EM');
    expect(screen.getByText('leeks').tagName).toBe('DEL');
    expect(screen.getByText('salt').tagName).toBe('CODE');
    expect(shown.querySelector('blockquote')).toHaveTextContent('who?');
    expect(screen.getAllByRole('listitem').map((it) => it.textContent)).toEqual(['dig', 'sow']);
  });

  it('keeps what is no mark as it was written', async () => {
    const body =
      '2*3*4 is ~24, a_b_c, __init__, C:\\new <b>no</b> &amp; [1]: see\n    four spaces\nTitle\n---x';
    expect(await show(body)).toHaveTextContent(`${body}end`, { normalizeWhitespace: false });
  });

  it('marks names and finds addresses within', async () => {
    await show('**@Ana** see https://example.org/a*b*c, and _https://example.org/d_');
    expect(screen.getByText('@Ana').tagName).toBe('BDI');
    const links = screen.getAllByRole('link').map((it) => it.getAttribute('href'));
    expect(links).toEqual(['https://example.org/a*b*c', 'https://example.org/d']);
  });

  it('tells of whom it names, and of nobody in a link that leads elsewhere', async () => {
    await show('**@ana** and [@ana](https://example.org)');
    const name = screen.getByRole('button', { name: '@ana' });
    await userEvent.click(name);
    expect(called.get()).toEqual({ name: 'profile', user_id: 'ana' });
    called.set(null);
  });

  it('leads where its words say, and nowhere but to the web', async () => {
    await show(
      '[here](https://example.org/x) [https://bank.example](https://evil.example) [a](javascript:alert(1)) [b](data:text/html,x) ![cat](https://example.org/cat.png)',
    );
    const links = screen.getAllByRole('link');
    expect(links.map((it) => [it.textContent, it.getAttribute('href')])).toEqual([
      ['here', 'https://example.org/x'],
      ['cat', 'https://example.org/cat.png'],
    ]);
    expect(links[0]).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    expect(document.querySelector('img')).toBeNull();
  });

  it('leads to a channel that one is in, and out of a link to one place only', async () => {
    await show('**#garden** not #attic, [see #garden](https://example.org)');
    const links = screen
      .getAllByRole('link')
      .map((it) => [it.textContent, it.getAttribute('href')]);
    expect(links).toEqual([
      ['#garden', '/c/garden'],
      ['see #garden', 'https://example.org/'],
    ]);
  });

  it('goes to a message of this server within the page', async () => {
    await show(`*there* ${location.origin}/c/den/7`);
    const link = screen.getByRole('link');
    expect(link).toHaveAttribute('href', '/c/den/7');
    expect(link).not.toHaveAttribute('target');
  });

  it('paints code of a language that is known, and copies it as it is', async () => {
    const shown = await show('```ts\nconst a = "b";\n```');
    await waitFor(() => expect(shown.querySelector('.hljs-keyword')).toHaveTextContent('const'));
    expect(shown.querySelector('pre')).toHaveTextContent('const a = "b";');
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Copy code' }));
    expect(await navigator.clipboard.readText()).toBe('const a = "b";');
    expect(screen.getByRole('button', { name: 'Copied' })).toBeInTheDocument();
  });

  it('leaves code of no known language as it is', async () => {
    expect((await show('```\n<b>x</b>\n```')).querySelector('pre')).toHaveTextContent('<b>x</b>');
    cleanup();
    expect((await show('```klingon\nQapla\n```')).querySelector('pre')).toHaveTextContent('Qapla');
  });

  it('is shown as it was written where one wants that', async () => {
    expect(await show('**Beans**', true)).toHaveTextContent('**Beans**end');
  });

  it('loses nothing that was said, whatever is written', () => {
    const letters = fc.stringMatching(/^[ab \n*_~`>#\-+.|[\]()!<\\]{0,60}$/);
    const said = (text: string): string => text.replace(/[^ab]/g, '');
    fc.assert(
      fc.property(letters, (text) => {
        const read = (blocksOf(text) ?? []).map((it) => it.raw).join('');
        expect(said(read)).toBe(said(text));
      }),
    );
  });

  it('is read in no time, however it is nested', () => {
    const nested = ['>', '- ', '*a ', '[', '_a', '`', '|', '![a', '<a ', '\\', '**a*', '~~a'];
    for (const it of nested) {
      const from = performance.now();
      blocksOf(it.repeat(20_000 / it.length));
      expect(performance.now() - from, it).toBeLessThan(3_000);
    }
  });
});
