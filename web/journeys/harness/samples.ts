/** Two seconds of a film and of a sound, which every Chromium can play. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PLACE = join(import.meta.dirname, 'samples');

export function film(): Buffer {
  return readFileSync(join(PLACE, 'film.webm'));
}

export function sound(): Buffer {
  return readFileSync(join(PLACE, 'sound.ogg'));
}
