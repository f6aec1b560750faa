/**
 * Types in the page itself, as soon as there is a field: from outside it takes a while to find one. It marks
 * when that is seen, as `typed`. To be run before the page's own scripts.
 */
export function typeSoon({ text, into }: { text: string; into: string }): void {
  const watch = new MutationObserver(() => {
    const fields = document.querySelectorAll<HTMLInputElement>(into);
    const field = [...fields].find((it) => it.checkVisibility());
    if (!field) return;
    watch.disconnect();
    requestAnimationFrame(() => {
      const before = field.value;
      field.focus();
      document.execCommand('insertText', false, text);
      requestAnimationFrame(() => {
        setTimeout(() => field.value !== before && performance.mark('typed'));
      });
    });
  });
  watch.observe(document, { childList: true, subtree: true });
}
