/**
 * The HTTP API, typed from the server's own document. Every call is made as the session's person;
 * `expect` turns its answer into data or a thrown problem.
 */
import createClient, { type Client } from 'openapi-fetch';
import { ProblemError, UnansweredError } from './errors';
import type { paths } from './schema.gen';
import type { Problem } from './wire';

export type Api = Client<paths>;

export function createApi(fetch: (request: Request) => Promise<Response>): Api {
  // `Request` wants a whole address outside of browsers.
  const baseUrl = globalThis.location?.origin ?? 'http://localhost';
  return createClient<paths>({ baseUrl, fetch });
}

/** What was answered, or the problem thrown. */
export function expect<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.response.ok) return answer.data as T;
  if (isProblem(answer.error)) throw new ProblemError(answer.error);
  // A proxy's page, not our server's word.
  throw new UnansweredError(`status ${answer.response.status}`);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;
}
