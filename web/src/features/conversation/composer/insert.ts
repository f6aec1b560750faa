/** In place of a part of a text, so that it can be undone. */
export function insert(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.focus();
  field.setSelectionRange(from, to);
  // The one way that undo knows of; it is not everywhere.
  const isDone = 'execCommand' in document && document.execCommand('insertText', false, text);
  if (!isDone) field.setRangeText(text, from, to, 'end');
}
