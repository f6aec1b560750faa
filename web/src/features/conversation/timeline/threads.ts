/** What shows threads. Loaded by `thread-parts.ts` alone. */
import { ThreadLine } from './thread-line';
import { ThreadsNote } from './threads-note';

export const parts = { ThreadLine, ThreadsNote };
