/** The chosen part of a picture as a file of its own, no larger than it is ever shown. */
import type { Crop } from './crop';
import { PictureError } from './picture-error';

const SIDE_PX = 512;
const QUALITY = 0.9;

export async function cutOut(picture: ImageBitmap, crop: Crop): Promise<Blob> {
  // What is smaller gains nothing by more pixels.
  const side = Math.max(1, Math.min(SIDE_PX, Math.round(crop.side)));
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) throw new PictureError('broken');
  drawCrop(context, picture, crop);
  const isClear = hasTransparency(context.getImageData(0, 0, side, side).data);
  return await blobOf(canvas, isClear ? 'image/png' : 'image/jpeg');
}

/** Over all of the canvas, which is square. */
export function drawCrop(
  context: CanvasRenderingContext2D,
  picture: ImageBitmap,
  { left, top, side }: Crop,
): void {
  const { width } = context.canvas;
  context.clearRect(0, 0, width, width);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, left, top, side, side, 0, 0, width, width);
}

/** `pixels`: red, green, blue and how opaque it is, of each. */
export function hasTransparency(pixels: Uint8ClampedArray): boolean {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 255) return true;
  return false;
}

async function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return await new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new PictureError('broken'))),
      type,
      QUALITY,
    );
  });
}
