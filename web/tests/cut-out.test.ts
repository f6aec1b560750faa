import { describe, expect, it, vi } from 'vitest';
import { drawCrop, hasTransparency } from '@/shared/picture/cut-out';

describe('what is cut out of a picture', () => {
  it('is the chosen part and nothing beside it, on all of the canvas', () => {
    const drawImage = vi.fn();
    const canvas = { width: 512, height: 512 };
    const context = { canvas, clearRect: vi.fn(), drawImage };
    const picture = {} as ImageBitmap;
    const crop = { left: 100, top: 20, side: 300 };
    drawCrop(context as unknown as CanvasRenderingContext2D, picture, crop);
    expect(drawImage).toHaveBeenCalledExactlyOnceWith(picture, 100, 20, 300, 300, 0, 0, 512, 512);
  });

  it('keeps what shines through, where anything does', () => {
    const opaque = [10, 20, 30, 255, 0, 0, 0, 255];
    expect(hasTransparency(new Uint8ClampedArray(opaque))).toBe(false);
    expect(hasTransparency(new Uint8ClampedArray([...opaque, 255, 255, 255, 254]))).toBe(true);
  });
});
