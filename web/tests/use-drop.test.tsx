// @vitest-environment jsdom
import { createEvent, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { useDrop } from '@/shared/files/use-drop';

/** The pointer goes from one element to another. */
function leave(from: Element, to: Element): void {
  const event = createEvent.dragLeave(from);
  fireEvent(from, Object.defineProperty(event, 'relatedTarget', { value: to }));
}

it('nobody holds files over what they have left, though a part of it went away meanwhile', () => {
  const onFiles = vi.fn();
  function Zone({ hasMessage }: { readonly hasMessage: boolean }) {
    const { isOver, handlers } = useDrop(onFiles);
    return (
      <main data-over={isOver} {...handlers}>
        {hasMessage && <p>{'a message'}</p>}
      </main>
    );
  }
  const dataTransfer = { types: ['Files'] };
  const { rerender } = render(<Zone hasMessage />);
  const zone = screen.getByRole('main');
  fireEvent.dragEnter(zone, { dataTransfer });
  fireEvent.dragEnter(screen.getByText('a message'), { dataTransfer });
  leave(zone, screen.getByText('a message'));
  expect(zone.dataset['over']).toBe('true');
  // It is not left any more: it is gone.
  rerender(<Zone hasMessage={false} />);
  fireEvent.dragEnter(zone, { dataTransfer });
  leave(zone, document.body);
  expect(zone.dataset['over']).toBe('false');
  fireEvent.drop(zone, { dataTransfer: { types: ['text/plain'] } });
  expect(onFiles).not.toHaveBeenCalled();
});
