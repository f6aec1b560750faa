/**
 * Of all tabs of this browser one tells of a message: the first that claims it. Where there are no locks
 * (plain HTTP) each does.
 */

/** By then every tab has heard of it. */
const HELD_MS = 10_000;

export type Claim = (what: string) => Promise<boolean>;

export const claim: Claim = async (what) => {
  // Undefined on plain HTTP, whatever its type says.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return true;
  return await new Promise<boolean>((resolve) => {
    const held = locks.request(`snug:told:${what}`, { ifAvailable: true }, async (lock) => {
      resolve(lock !== null);
      if (lock) await new Promise((over) => setTimeout(over, HELD_MS));
    });
    held.catch(() => resolve(true));
  });
};
