/**
 * How long to wait before the n-th repetition: twice as long each time up to a limit, and never the
 * same for two clients, so that a server that comes back is not met by all of them at once.
 */
export function retryDelay(attempt: number, first_ms: number, most_ms: number): number {
  const delay = Math.min(most_ms, first_ms * 2 ** attempt);
  return delay / 2 + (Math.random() * delay) / 2;
}
