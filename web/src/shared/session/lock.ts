/**
 * One tab at a time, where the browser can say so (Web Locks need HTTPS or localhost). Elsewhere
 * several tabs do the same work at once, which must therefore be harmless: a lock only saves work.
 * So it is too where somebody would wait for longer than `most_wait_ms`.
 */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  most_wait_ms?: number,
): Promise<T> {
  // Undefined on plain HTTP, whatever its type says.
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (!locks) return await work();
  if (most_wait_ms === undefined) return await locks.request(name, work);
  const signal = AbortSignal.timeout(most_wait_ms);
  let isAtIt = false;
  const begin = async (): Promise<T> => {
    isAtIt = true;
    return await work();
  };
  return await locks.request(name, { signal }, begin).catch(async (error: unknown) => {
    if (isAtIt || !signal.aborted) throw error;
    return await work();
  });
}

/** Like `withLock`, but where another tab is at it nothing is done, and null comes back. */
export async function tryLock<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (!locks) return await work();
  return await locks.request(name, { ifAvailable: true }, async (lock) => lock && (await work()));
}
