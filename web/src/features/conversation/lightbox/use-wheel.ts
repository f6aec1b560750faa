import { type RefObject, useEffect, useEffectEvent } from 'react';
import { type Frame, type View, zoomedAt } from './zoom';

/** So much a wheel enlarges by each pixel that it would have scrolled, and two fingers on a pad. */
const BY_WHEEL = 0.002;
const BY_PINCH = 0.01;
const LINE_PX = 16;

/** A wheel enlarges what is under the pointer, and two fingers on a pad do. */
export function useWheel(
  stage: RefObject<HTMLElement | null>,
  frame: Frame,
  onView: (change: (view: View) => View) => void,
): void {
  const turn = useEffectEvent((event: WheelEvent, element: HTMLElement) => {
    event.preventDefault();
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
    const px = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const factor = Math.exp(-event.deltaY * px * (event.ctrlKey ? BY_PINCH : BY_WHEEL));
    onView((it) => zoomedAt(it, frame, factor, at));
  });
  useEffect(() => {
    const { current } = stage;
    const listener = (event: WheelEvent): void => {
      if (current) turn(event, current);
    };
    // React would promise that nothing is prevented, and the page would be enlarged instead.
    current?.addEventListener('wheel', listener, { passive: false });
    return () => current?.removeEventListener('wheel', listener);
  }, [stage]);
}
