/** How the service worker comes to be there, under the policy that the page runs under. */
import { ownScript } from './own-script';

const ADDRESS = '/sw.js';

/** What the library has no type of: no address becomes a script but by a policy that the server names. */
interface TrustedTypes {
  createPolicy(
    name: 'snug-worker',
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string };
}

let address: string | null = null;

/** Resolves when it is active; null where it doesn't come to that. */
export async function register(
  workers: ServiceWorkerContainer,
): Promise<ServiceWorkerRegistration | null> {
  address ??= trusted();
  const options = { scope: '/', updateViaCache: 'none' } as const;
  // Undefined where something around the page blocks it.
  const registration: ServiceWorkerRegistration | undefined = await workers.register(
    address,
    options,
  );
  if (!registration) return null;
  const coming = registration.installing ?? registration.waiting;
  if (!registration.active && coming) await settled(coming);
  offerToTakeOver(registration);
  return registration.active ? registration : null;
}

function trusted(): string {
  const types: TrustedTypes | undefined = Reflect.get(globalThis, 'trustedTypes');
  if (!types) return ADDRESS;
  const createScriptURL = (asked: string): string => {
    if (asked !== ADDRESS) throw new TypeError(asked);
    return asked;
  };
  return types.createPolicy('snug-worker', { createScriptURL }).createScriptURL(ADDRESS);
}

async function settled(coming: ServiceWorker): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (coming.state === 'activated' || coming.state === 'redundant') resolve();
    };
    coming.addEventListener('statechange', look);
    look();
  });
}

/**
 * A newer worker waits until no page uses the files of the older one, which would be for ever where one
 * tab is only ever reloaded. It is told with which script this page began, and decides.
 */
function offerToTakeOver(registration: ServiceWorkerRegistration): void {
  const offer = (): void => {
    registration.waiting?.postMessage({ type: 'ready', script: ownScript(document) });
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
  });
  offer();
}
