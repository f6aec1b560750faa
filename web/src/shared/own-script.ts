/** The script that this page began with; null in development, where it is not a built one. */
export function ownScript(page: Document): string | null {
  const script = page.querySelector<HTMLScriptElement>('script[type=module][src]');
  const path = script ? new URL(script.src, page.baseURI).pathname : '';
  return path.startsWith('/assets/') ? path : null;
}
