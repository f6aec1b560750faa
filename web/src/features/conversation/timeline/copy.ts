/** Copies a text. Over plain HTTP there is no clipboard to write to, but a selection can be copied. */
export async function copy(text: string): Promise<void> {
  // Its type says that it is always there, which holds only over HTTPS.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard) await clipboard.writeText(text).catch(() => copySelected(text));
  else copySelected(text);
}

function copySelected(text: string): void {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'only-heard';
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}
