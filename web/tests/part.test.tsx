// @vitest-environment jsdom
import { act, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { Part, usePart } from '@/shared/part';

it('a part that could not be loaded comes when the network is back', async () => {
  const load = vi.fn(async () => ({ name: 'the part' }));
  load.mockRejectedValueOnce(new Error('offline'));
  const part = new Part(load);
  function Shown() {
    const loaded = usePart(part);
    return <p>{loaded instanceof Object ? loaded.name : (loaded ?? 'nothing')}</p>;
  }
  render(<Shown />);
  await screen.findByText('failed');
  act(() => void globalThis.dispatchEvent(new Event('online')));
  await screen.findByText('the part');
  act(() => void globalThis.dispatchEvent(new Event('online')));
  expect(load).toHaveBeenCalledTimes(2);
});

it('a part whose styles could not be loaded does not come without them', async () => {
  const part = new Part(async () => ({}));
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/part' });
  document.head.append(link);
  link.dispatchEvent(new Event('error'));
  const loading = part.load();
  await vi.waitFor(() => expect(link.isConnected).toBe(false));
  expect(part.loaded.get()).toBeNull();
  document.head.querySelector('link')?.dispatchEvent(new Event('load'));
  await loading;
  expect(part.loaded.get()).toEqual({});
});
