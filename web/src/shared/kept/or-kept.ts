/** What the server answers, or what this device kept where it doesn't, or not soon. */
import { UnansweredError } from '../api/errors';

/** Whoever waits longer is better off with what is here. */
const PATIENCE_MS = 3_000;

/** `kept`: null where there is nothing; the answer is waited for then. */
export async function orKept<T extends object>(
  asked: Promise<T>,
  kept: () => Promise<T | null>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  const answer = await Promise.race([asked, late])
    .catch((error: unknown) => {
      if (error instanceof UnansweredError) return null;
      throw error;
    })
    .finally(() => clearTimeout(timer));
  return answer ?? (await kept().catch(() => null)) ?? (await asked);
}
