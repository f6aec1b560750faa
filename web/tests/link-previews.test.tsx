// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import '@testing-library/jest-dom/vitest';
import { afterEach, describe, expect, it } from 'vitest';
import { LinkPreviews } from '@/features/conversation/timeline/link-previews';
import { previewPart } from '@/features/conversation/timeline/preview-part';
import { mayHaveLink, PreviewPlace } from '@/features/conversation/timeline/preview-place';
import { likelyPreviews } from '@/features/conversation/timeline/preview-rooms';
import { message } from './messages';
import { type Answer, openScreen } from './model/told-screen';

const said = message(1, 1, { body: 'see https://beans.example/x' });
const AT = '/api/conversations/den/messages/m1/previews';

describe('what a linked page says', () => {
  afterEach(cleanup);

  const rooms = () => document.querySelectorAll('[data-empty]').length;
  const show = (previews: unknown[]) =>
    openScreen({
      screen: <LinkPreviews likely={1} message={said} tabIndex={0} />,
      answer: ({ path }): Answer => (path === AT ? { data: { previews } } : null),
    });

  it('is shown as plain text, with where it lies, and leads there', async () => {
    const url = 'https://beans.example/x';
    await show([{ url, title: '<b>Beans</b>', description: 'How to', site: 'My bank' }]);
    const link = await screen.findByRole('link');
    expect(link).toHaveAttribute('href', url);
    expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    expect(link).toHaveTextContent('<b>Beans</b>');
    expect(link).toHaveTextContent('My bank · beans.example');
  });

  it('is nothing where it says nothing, or is no page on the web', async () => {
    const stage = await show([{ url: 'javascript:alert(1)', title: 'x', site: null }]);
    await waitFor(() => expect(stage.asked('GET', AT)).toHaveLength(1));
    expect(screen.queryByRole('link')).toBeNull();
    await waitFor(() => expect(rooms()).toBe(0));
  });

  it('has its room before it is there, also before the message has reached the server', async () => {
    let tell = (_: Answer): void => undefined;
    const answer = new Promise<Answer>((resolve) => {
      tell = resolve;
    });
    const about = { data: { features: ['previews'] } };
    const stage = (isStored: boolean) =>
      openScreen({
        screen: <PreviewPlace isStored={isStored} message={said} tabIndex={0} />,
        answer: ({ path }) => (path === AT ? answer : about),
      });
    await stage(false);
    await waitFor(() => expect(previewPart.loaded.get()).toBeInstanceOf(Object));
    expect(rooms()).toBe(1);
    cleanup();
    await stage(true);
    expect(rooms()).toBe(1);
    tell({ data: { previews: [{ url: 'https://beans.example/x', title: 'Beans' }] } });
    expect(await screen.findByRole('link')).toHaveTextContent('Beans');
    expect(rooms()).toBe(0);
  });

  it('is likely of pages elsewhere, three at most, and not of files', () => {
    const page = (name: string) => `https://a.example/${name}`;
    expect(likelyPreviews(`(see ${page('x')}, ${page('x')}.)`)).toBe(1);
    expect(likelyPreviews(['a', 'b.html', 'c', 'd'].map(page).join(' '))).toBe(3);
    expect(likelyPreviews([page('x.PNG'), page('y.tar.gz?z=1')].join(' '))).toBe(0);
    expect(likelyPreviews(`http://printer/ ${globalThis.location.origin}/c/x`)).toBe(0);
    expect(likelyPreviews('beans and peas')).toBe(0);
  });

  it('is not asked where the server makes none', async () => {
    const stage = await openScreen({
      screen: <PreviewPlace isStored message={said} tabIndex={0} />,
      answer: ({ path }) => (path === '/api/server' ? { data: { features: [] } } : null),
    });
    await waitFor(() => expect(stage.asked('GET', '/api/server')).toHaveLength(1));
    expect(stage.asked('GET', AT)).toHaveLength(0);
  });

  it('is looked for where there is an address', () => {
    expect(mayHaveLink('see HTTPS://a.example')).toBe(true);
    for (const text of ['', null, undefined, 'a.example', '://'])
      expect(mayHaveLink(text)).toBe(false);
  });
});
