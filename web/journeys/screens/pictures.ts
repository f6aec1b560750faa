/** Where the pictures are. */
import { join } from 'node:path';

export const PICTURES = join(import.meta.dirname, '../../screenshots');

export function pictureOf(screen: string, size: string, theme: string): string {
  return join(PICTURES, `${screen}-${size}-${theme}.png`);
}
