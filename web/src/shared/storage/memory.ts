/**
 * Small things that this browser remembers by name, in every tab. Where it may not, or is full, this page
 * remembers them.
 */
const here = new Map<string, string | null>();

/** Null where nothing is remembered. */
export function recall(key: string): string | null {
  const known = here.get(key);
  if (known !== undefined) return known;
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Null forgets it. */
export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    here.delete(key);
  } catch {
    here.set(key, value);
  }
}
