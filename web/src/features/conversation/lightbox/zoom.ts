/**
 * Where a picture lies on the screen while it is looked at: how much larger than it fits, and how far
 * from the middle. Points are measured from the middle of the stage, in CSS pixels.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface View extends Point {
  /** 1: as it fits. */
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the view is of. */
export interface Frame {
  /** The room that there is. */
  readonly stage: Size;
  /** The picture, as it fits. */
  readonly fit: Size;
  /** So much larger it gets at most. */
  readonly most: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
/** By a key or a button. */
export const STEP = 1.5;
/** A small picture can be enlarged so far, a large one until its pixels can be counted. */
const LEAST_MOST = 4;
const PIXEL_PX = 2;
/** By a double press, where the picture has no more pixels than are shown. */
const CLOSE = 2;

/** A picture is never larger than it is, until somebody wishes it. */
export function frameOf(picture: Size, stage: Size): Frame {
  const shrunk = Math.min(1, stage.width / picture.width, stage.height / picture.height);
  const fit = { width: picture.width * shrunk, height: picture.height * shrunk };
  return { stage, fit, most: Math.max(LEAST_MOST, PIXEL_PX / shrunk) };
}

/** Of what is beyond the edges nothing more than must be: no edge comes further in than it has to. */
export function clampView({ scale, x, y }: View, { stage, fit, most }: Frame): View {
  const held = clamp(scale, 1, most);
  const room = (of: 'width' | 'height') => Math.max(0, (fit[of] * held - stage[of]) / 2);
  return {
    scale: held,
    x: clamp(x, -room('width'), room('width')),
    y: clamp(y, -room('height'), room('height')),
  };
}

/** What is under the point stays there, as far as the edges allow. */
export function zoomedAt(view: View, frame: Frame, factor: number, at: Point): View {
  const scale = clamp(view.scale * factor, 1, frame.most);
  const by = scale / view.scale;
  return clampView(
    { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by },
    frame,
  );
}

export function panned(view: View, frame: Frame, by: Point): View {
  return clampView({ ...view, x: view.x + by.x, y: view.y + by.y }, frame);
}

/** A double press: near, and back again. */
export function toggled(view: View, frame: Frame, picture: Size, at: Point): View {
  if (isZoomed(view)) return WHOLE;
  const whole = picture.width / frame.fit.width;
  return zoomedAt(view, frame, Math.max(CLOSE, Math.min(whole, LEAST_MOST)), at);
}

export function isZoomed({ scale }: View): boolean {
  return scale > 1.01;
}

function clamp(value: number, least: number, most: number): number {
  // Without the zero below zero, which is none.
  return Math.min(most, Math.max(least, value)) + 0;
}
