/** Gives the pointers on the stage to the hand, and what they mean to whoever shows the picture. */
import { type PointerEvent, useState } from 'react';
import { Hand, type Outcome } from './hand';
import type { StageProps } from './stage';
import { type Frame, isZoomed, type Point, toggled, type View, WHOLE } from './zoom';

type Parts = Pick<StageProps, 'file' | 'frame' | 'view' | 'onView' | 'onGo' | 'onClose'>;

export function useHand(parts: Parts) {
  const { file, frame, view, onView, onGo, onClose } = parts;
  const [hand] = useState(() => new Hand());
  const [drawn, setDrawn] = useState<Point>(WHOLE);
  const [isHeld, setIsHeld] = useState(false);
  const put = (outcome: Outcome, at: Point): void => {
    switch (outcome) {
      case 'next':
        onGo(1);
        break;
      case 'previous':
        onGo(-1);
        break;
      case 'close':
        onClose();
        break;
      case 'double': {
        const picture = { width: file.width ?? 1, height: file.height ?? 1 };
        onView((it) => toggled(it, frame, picture, at));
        break;
      }
      case 'tap':
        if (!isZoomed(view) && isBeside(at, view, frame)) onClose();
        break;
      case null:
        break;
    }
  };
  const lift = (event: PointerEvent): void => {
    if (event.type === 'pointercancel') hand.cancel(event.pointerId);
    else put(hand.up(event.pointerId, view, event.timeStamp), pointOf(event));
    setIsHeld(hand.isHolding);
    setDrawn(WHOLE);
  };
  return {
    isHeld,
    drawn,
    onPointerDown: (event: PointerEvent) => {
      // Buttons on it are pressed, and the other buttons of a mouse have their own meaning.
      if (event.button !== 0 || isOnControl(event)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      hand.down(event.pointerId, pointOf(event), event.timeStamp);
      setIsHeld(true);
    },
    onPointerMove: (event: PointerEvent) => {
      if (!hand.isHolding) return;
      const point = pointOf(event);
      const moved = hand.move(event.pointerId, point, view, frame);
      if (moved !== view) onView(() => moved);
      setDrawn(hand.drawn(moved));
    },
    onPointerUp: lift,
    onPointerCancel: lift,
  };
}

/** From the middle of the stage. */
function pointOf({ currentTarget, clientX, clientY }: PointerEvent): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

function isOnControl({ target }: PointerEvent): boolean {
  return target instanceof Element && target.closest('a, button') !== null;
}

function isBeside(at: Point, view: View, { fit }: Frame): boolean {
  return Math.abs(at.x - view.x) > fit.width / 2 || Math.abs(at.y - view.y) > fit.height / 2;
}
