/**
 * The page's side of the service worker (`src/worker`): it is registered when there is nothing else to
 * do. There is none on plain HTTP, in some private windows, and in development; the app then works as it
 * does with one, while there is a connection.
 */

/** By then what was asked for is there; in milliseconds since the page was opened. */
const IDLE_MS = 3_000;

let registering: Promise<ServiceWorkerRegistration | null> | null = null;

export function registerWorker(): void {
  setTimeout(() => void worker(), Math.max(0, IDLE_MS - performance.now()));
}

/**
 * Active; null where there is none, or it doesn't come.
 *
 * @public
 */
export async function worker(): Promise<ServiceWorkerRegistration | null> {
  const workers = serviceWorkers();
  if (!workers) return null;
  registering ??= import('./worker-registration').then(({ register }) => register(workers));
  return await registering.catch(() => {
    // Offline, say: whoever asks next tries again.
    registering = null;
    return null;
  });
}

/** By a notification's tag, and the message that it is of; 0 where it is of none. */
export type IsOver = (tag: string, seq: number) => boolean;

export async function closeNotifications(isOver: IsOver): Promise<void> {
  const registration = await worker();
  const shown = await registration?.getNotifications().catch(() => []);
  for (const it of shown ?? []) if (isOver(it.tag, seqOf(it.data))) it.close();
}

function seqOf(data: unknown): number {
  return data instanceof Object && 'seq' in data ? Number(data.seq) : 0;
}

/** Undefined on plain HTTP, whatever its type says. */
function serviceWorkers(): ServiceWorkerContainer | undefined {
  return import.meta.env.PROD ? navigator.serviceWorker : undefined;
}
