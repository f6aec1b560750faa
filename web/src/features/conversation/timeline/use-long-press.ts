/** Where there is no pointer that hovers, resting a finger on something opens what can be done. */
import { type PointerEvent, type TouchEvent, useEffect, useMemo, useRef } from 'react';

const PRESS_MS = 500;
/** A finger never quite rests. */
const STILL_PX = 10;

/** `onPress` tells whether there was anything to do: if not, it was a press like any other. */
export function useLongPress(onPress: () => boolean) {
  const act = useRef(onPress);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    act.current = onPress;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useMemo(() => {
    let from = { x: 0, y: 0 };
    let isPressed = false;
    const press = (): void => {
      isPressed = act.current();
    };
    const cancel = (): void => clearTimeout(timer.current);
    return {
      onPointerDown: (event: PointerEvent) => {
        if (event.pointerType === 'mouse') return;
        from = { x: event.clientX, y: event.clientY };
        isPressed = false;
        timer.current = setTimeout(press, PRESS_MS);
      },
      onPointerMove: (event: PointerEvent) => {
        const moved = Math.hypot(event.clientX - from.x, event.clientY - from.y);
        if (moved > STILL_PX) cancel();
      },
      onPointerUp: cancel,
      onPointerCancel: cancel,
      // The click that may follow would be a press beside what has just opened.
      onTouchEnd: (event: TouchEvent) => {
        if (isPressed && event.cancelable) event.preventDefault();
      },
    };
  }, []);
}
