/** A text's field as high as the text, where the style sheet alone can't make it so. */

const waiting = new WeakSet<HTMLTextAreaElement>();

/** Measures once a frame at most; the style sheet says how high it may get. */
export function grow(field: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content') || waiting.has(field)) return;
  waiting.add(field);
  requestAnimationFrame(() => {
    waiting.delete(field);
    field.style.blockSize = 'auto';
    field.style.blockSize = `${field.scrollHeight}px`;
  });
}
