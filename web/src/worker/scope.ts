/** What a service worker has around it. */
import type { Shell } from './shell';

export const scope = self as unknown as ServiceWorkerGlobalScope;

declare const SHELL_OF_THIS_BUILD: Shell;

/** Written in by `worker-plugin.ts`. */
export const shell = SHELL_OF_THIS_BUILD;

/** The app's own windows: the page that explains the API is another one. */
export async function appWindows(): Promise<readonly WindowClient[]> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return windows.filter(({ url }) => !new URL(url).pathname.startsWith('/api/'));
}
