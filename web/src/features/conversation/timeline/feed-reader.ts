/**
 * What a list of messages is read by: which stretch of them is shown, and where one wants to be in it.
 */
import { ProblemError } from '@/shared/api/errors';
import type { Message } from '@/shared/api/wire';
import type { Cell } from '@/shared/cell';
import type { Item } from '@/shared/messenger/item';

/** Where to look: at the end, or where a message is to be on the screen. */
export type Target =
  | { readonly name: 'newest' }
  | { readonly name: 'top' | 'third' | 'center'; readonly seq: number; readonly offset?: number };

/** What one looks at: the messages on the screen, and by how much the first is scrolled past. */
export interface Look {
  readonly first: number;
  readonly last: number;
  readonly offset: number;
  readonly isAtEnd: boolean;
}

/** What lies beyond an end: nothing, more that will be loaded, or more that could not be. */
export type Edge =
  | { readonly name: 'none' }
  | { readonly name: 'more' }
  | { readonly name: 'failed'; readonly error: Error };

export interface Shown {
  readonly name: 'ready';
  /** Grows with every jump: what is shown then has nothing to do with what was. */
  readonly epoch: number;
  readonly target: Target;
  readonly items: readonly Item[];
  /** What comes before the first; held back so that what is above a row never changes. */
  readonly context: Message | null;
  readonly before: Edge;
  readonly after: Edge;
  /** Where one wanted to go from here, and why that could not be loaded. */
  readonly missed: Missed | null;
}

export interface Missed {
  readonly target: Target;
  readonly error: Error;
}

export type ReaderState =
  | { readonly name: 'loading' }
  | { readonly name: 'failed'; readonly error: Error }
  | Shown;

/** There is nothing to read, and trying again changes nothing. */
export function isMissing(state: ReaderState): boolean {
  if (state.name !== 'failed' || !(state.error instanceof ProblemError)) return false;
  return state.error.problem.code === 'not_found';
}

export interface FeedReader {
  readonly state: Cell<ReaderState>;
  /** Shows a place; what is not loaded is loaded first. */
  go(target: Target): void;
  /** Again, what could not be loaded. */
  retry(): void;
  /** What one looks at now. */
  looked(look: Look): void;
  /** One comes near to an end: what lies beyond it is loaded. */
  near(edge: 'before' | 'after'): void;
}

/** Where one looks, to come back to. */
export function targetOf({ isAtEnd, first, offset }: Look): Target {
  return isAtEnd ? { name: 'newest' } : { name: 'top', seq: first, offset };
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
