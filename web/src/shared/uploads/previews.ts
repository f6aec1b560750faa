/**
 * Pictures as they were chosen here, by the ids of their uploads and of the files that these become: so
 * that a picture which is sent stays what it is on the screen, and doesn't blink when it is stored.
 */

/** What is shown already stays when its address is forgotten. */
const MOST = 40;
const held = new Map<string, string>();

export function previewOf(id: string): string | null {
  return held.get(id) ?? null;
}

export function keepPreview(id: string, bytes: Blob): void {
  if (held.has(id)) return;
  held.set(id, URL.createObjectURL(bytes));
  const [oldest] = held.values();
  if (held.size > MOST && oldest !== undefined) forget(oldest);
}

/** The upload is this file now. */
export function renamePreview(id: string, file_id: string): void {
  const url = held.get(id);
  if (url !== undefined) held.set(file_id, url);
}

/** Whose they were has left. */
export function forgetPreviews(): void {
  for (const url of new Set(held.values())) URL.revokeObjectURL(url);
  held.clear();
}

function forget(url: string): void {
  URL.revokeObjectURL(url);
  for (const [id, other] of held) if (other === url) held.delete(id);
}
