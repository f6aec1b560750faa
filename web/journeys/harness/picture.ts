/** Pictures that nobody has to keep: a PNG, made when it is wanted. */
import { deflateSync } from 'node:zlib';

/** What every PNG begins with. */
const HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RGBA = 6;

/** Two hills of a hue under a bright sky, so that what is above, and what is left, is seen. */
export function png(width: number, height: number, hue: number): Buffer {
  const line = 1 + width * 4;
  const pixels = Buffer.alloc(line * height, 255);
  for (let y = 0; y < height; y += 1) {
    pixels[y * line] = 0;
    for (let x = 0; x < width; x += 1) {
      pixels.set(colourAt(x / width, y / height, hue), y * line + 1 + x * 4);
    }
  }
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, RGBA], 8);
  return Buffer.concat([
    HEAD,
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** It calls itself a PNG, and nobody can show it. */
export function brokenPng(): Buffer {
  return png(8, 8, 0).subarray(0, 24);
}

function colourAt(x: number, y: number, hue: number): readonly number[] {
  if (Math.hypot(x - 0.7, y - 0.25) < 0.12) return rgb(hue + 40, 0.9, 0.85);
  if (y > 0.6 + 0.12 * Math.sin(x * 7)) return rgb(hue, 0.45, 0.35);
  if (y > 0.48 + 0.15 * Math.sin(x * 5 + 2)) return rgb(hue, 0.45, 0.55);
  return rgb(hue + 20, 0.6, 0.9 - y * 0.2);
}

/** From hue in degrees, saturation and lightness. */
function rgb(hue: number, saturation: number, lightness: number): readonly number[] {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(checksum(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}

/** CRC-32, as PNG has it (ISO 3309). */
function checksum(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
