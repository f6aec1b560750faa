/**
 * The files that the app begins with, kept so that it opens without a connection. What people say is
 * never among them: nothing under /api, and no stream.
 *
 * *Invariant:* a version's files are taken together or not at all, and go when no page uses them.
 */

export interface Shell {
  /** Changes with any of the files. */
  readonly version: string;
  /** The script that the page begins with. */
  readonly script: string;
  /** Paths of all files but the page, which is kept as `/`. */
  readonly files: readonly string[];
}

/** What is kept of a shell; undefined where it is not there. */
export interface Files {
  readonly has: (path: string) => boolean;
  readonly get: (path: string) => Promise<Response | undefined>;
}

const PAGE = '/';
const PREFIX = 'snug:';
/** Whoever waits longer for a page is better off with the one that is here. */
const PATIENCE_MS = 100;
/** Whoever asks for it once more wants what the server has now: a newer version, say. */
const AGAIN_PATIENCE_MS = 3_000;
/** Paths that are no places of the app; the server's list in `src/server/web.rs`. */
const RESERVED = /^\/(api|socket\.io|hooks|\.well-known|assets|healthz|readyz|metrics)(\/|$)/;
/** How a browser asks for a page that is to be loaded once more. */
const AGAIN: ReadonlySet<RequestCache> = new Set(['no-cache', 'reload']);
/** A proxy's word for a server that is not there. */
const GONE: ReadonlySet<number> = new Set([502, 503, 504]);

export function cachedFiles({ files, version }: Shell): Files {
  const paths = new Set([PAGE, ...files]);
  return {
    has: (path) => paths.has(path),
    get: async (path) => await (await caches.open(PREFIX + version)).match(path),
  };
}

/** Rejects where anything is missing: the browser tries again with the next visit. */
export async function takeFiles({ version, script, files }: Shell): Promise<void> {
  const page = await fetch(PAGE, { cache: 'reload' });
  // While a server is replaced, the page may be of one version and this worker of another.
  if (!page.ok || page.redirected || !(await page.clone().text()).includes(script)) {
    throw new Error('the page is of another version');
  }
  const cache = await caches.open(PREFIX + version);
  // What has a hash in its name is in the browser's own cache already.
  const requests = files.map((path) => {
    return new Request(path, { cache: path.startsWith('/assets/') ? 'default' : 'reload' });
  });
  try {
    await cache.addAll(requests);
    await cache.put(PAGE, page);
  } catch (error) {
    await caches.delete(PREFIX + version);
    throw error;
  }
}

export async function removeOlder({ version }: Shell): Promise<void> {
  const names = await caches.keys();
  const older = names.filter((it) => it.startsWith(PREFIX) && it !== PREFIX + version);
  await Promise.all(older.map(async (it) => await caches.delete(it)));
}

/** Null: the browser goes on as if there were no worker. */
export function answerTo(request: Request, files: Files): Promise<Response> | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return null;
  if (pathname !== PAGE && files.has(pathname)) return fromFiles(request, pathname, files);
  if (request.mode !== 'navigate' || RESERVED.test(pathname)) return null;
  return page(request, files);
}

async function fromFiles(request: Request, path: string, files: Files): Promise<Response> {
  // The browser may have made room.
  return (await files.get(path)) ?? (await fetch(request));
}

/** The server's, so that a newer one comes at once; the one that is here where it doesn't answer. */
async function page(request: Request, files: Files): Promise<Response> {
  const asked = fetch(request);
  const patience = AGAIN.has(request.cache) ? AGAIN_PATIENCE_MS : PATIENCE_MS;
  const answer = await Promise.race([asked, late(patience)]).catch(() => null);
  if (answer && !GONE.has(answer.status)) return answer;
  return (await files.get(PAGE)) ?? (await asked);
}

async function late(patience_ms: number): Promise<null> {
  await new Promise((resolve) => setTimeout(resolve, patience_ms));
  return null;
}
