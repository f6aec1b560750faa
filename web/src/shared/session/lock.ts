/**
 * One tab at a time, where the browser can say so (Web Locks need HTTPS or localhost). Elsewhere
 * several tabs do the same work at once, which must therefore be harmless: a lock only saves work.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  // Undefined on plain HTTP, whatever its type says.
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  return locks ? await locks.request(name, work) : await work();
}
