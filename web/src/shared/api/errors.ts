/**
 * The two ways in which asking the server fails. They are apart because they call for different
 * things: a problem is an answer, and it is known that nothing was done; without an answer nobody
 * knows, and the same is asked again with the same id.
 */
import type { Problem } from './wire';

/** The server answered that it will not. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** No answer came: offline, cut off, or too slow. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}

/**
 * The words of problems that pass by themselves: what met one is to be tried again unchanged.
 * `internal` isn't one: what the server stumbles over would be in everything else's way for ever.
 */
const PASSING: ReadonlySet<string> = new Set([
  'busy',
  'rate_limited',
  'timeout',
  'too_many',
  'unavailable',
  // The session is being renewed, or will be: nothing is wrong with what was asked.
  'token_expired',
  'unauthenticated',
]);

export function isPassing(problem: Problem): boolean {
  return PASSING.has(problem.code);
}
