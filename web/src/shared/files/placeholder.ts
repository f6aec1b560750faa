/** What a picture looks like from afar, until it is there: made of a few bytes of its message. */
import { thumbHashToDataURL } from 'thumbhash';

/** Rows come and go while one scrolls; so many are kept. */
const MOST = 200;
const made = new Map<string, string | null>();

/** A picture as an address; null where there is none, or it can't be read. */
export function placeholderOf(thumbhash: string | null | undefined): string | null {
  if (!thumbhash) return null;
  const held = made.get(thumbhash);
  if (held !== undefined) return held;
  const url = drawn(thumbhash);
  if (made.size >= MOST) made.clear();
  made.set(thumbhash, url);
  return url;
}

function drawn(thumbhash: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(thumbhash), (it) => it.charCodeAt(0));
    // Fewer are none, and would be read beyond their end.
    return bytes.length < 5 ? null : thumbHashToDataURL(bytes);
  } catch {
    return null;
  }
}
