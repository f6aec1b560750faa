/** The chosen part as it will be seen, to be moved and zoomed by hand, by wheel and by keys. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { useSay } from '../i18n/i18n';
import { type Crop, dragged, handled, type Spot, zoomed, zoomOf } from './crop';
import styles from './crop-dialog.module.css';
import { drawCrop } from './cut-out';

export type Shape = 'round' | 'square';

interface Props {
  readonly picture: ImageBitmap;
  readonly crop: Crop;
  readonly shape: Shape;
  readonly onChange: (change: (crop: Crop) => Crop) => void;
  /** Says how it is used. */
  readonly described_by: string;
}

/** Of a sharp screen. */
const CANVAS_PX = 640;
const STEP = 0.05;
const ZOOM_STEP = 1.1;
/** Of a wheel: what it turns by until all is twice as large. */
const DOUBLE_PX = 400;

const ARROWS: ReadonlyMap<string, Spot> = new Map([
  ['ArrowLeft', { x: -STEP, y: 0 }],
  ['ArrowRight', { x: STEP, y: 0 }],
  ['ArrowUp', { x: 0, y: -STEP }],
  ['ArrowDown', { x: 0, y: STEP }],
]);
const ZOOMS: ReadonlyMap<string, number> = new Map([
  ['+', ZOOM_STEP],
  ['=', ZOOM_STEP],
  ['-', 1 / ZOOM_STEP],
]);

export function CropFrame({ picture, crop, shape, onChange, described_by }: Props) {
  const say = useSay();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const held = useRef(new Map<number, Spot>());
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) drawCrop(context, picture, crop);
  }, [picture, crop]);
  useEffect(() => {
    const { current } = frame;
    if (!current) return undefined;
    const turn = (event: WheelEvent): void => {
      // The page stays where it is, and as large as it is.
      event.preventDefault();
      const factor = 2 ** (-event.deltaY / DOUBLE_PX);
      const at = spotIn(current, event);
      onChange((it) => zoomed(it, picture, zoomOf(it, picture) * factor, at));
    };
    current.addEventListener('wheel', turn, { passive: false });
    return () => current.removeEventListener('wheel', turn);
  }, [picture, onChange]);
  const press = (event: KeyboardEvent): void => {
    const by = ARROWS.get(event.key);
    const factor = ZOOMS.get(event.key);
    if (by === undefined && factor === undefined) return;
    event.preventDefault();
    onChange((it) => {
      if (by) return dragged(it, picture, by);
      return zoomed(it, picture, zoomOf(it, picture) * (factor ?? 1));
    });
  };
  const take = (event: PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current.set(event.pointerId, spotIn(event.currentTarget, event));
  };
  const move = (event: PointerEvent): void => {
    if (!held.current.has(event.pointerId)) return;
    const before = [...held.current.values()];
    held.current.set(event.pointerId, spotIn(event.currentTarget, event));
    const after = [...held.current.values()];
    onChange((it) => handled(it, picture, before, after));
  };
  const letGo = (event: PointerEvent): void => void held.current.delete(event.pointerId);
  return (
    <div
      aria-describedby={described_by}
      aria-label={say('picture.part')}
      className={styles['frame']}
      data-shape={shape}
      onKeyDown={press}
      onPointerCancel={letGo}
      onPointerDown={take}
      onPointerMove={move}
      onPointerUp={letGo}
      ref={frame}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows are for it, not for reading on
      tabIndex={0}
    >
      <canvas className={styles['canvas']} height={CANVAS_PX} ref={canvas} width={CANVAS_PX} />
    </div>
  );
}

function spotIn(frame: Element, at: Pick<MouseEvent, 'clientX' | 'clientY'>): Spot {
  const { left, top, width, height } = frame.getBoundingClientRect();
  return { x: (at.clientX - left) / width, y: (at.clientY - top) / height };
}
