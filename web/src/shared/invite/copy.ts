/** Puts a text where it can be pasted from; false where the browser lets nobody do that. */
export async function copy(text: string, field: HTMLInputElement | null): Promise<boolean> {
  // Undefined on plain HTTP, whatever its type says.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) {
    const isCopied = await clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    if (isCopied) return true;
  }
  field?.select();
  // The old way, and the only one without HTTPS.
  return field !== null && document.execCommand('copy');
}
