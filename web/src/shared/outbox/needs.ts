/** What a change needs beside itself before it can go out: the files of a message. */
import type { Problem } from '../api/wire';
import type { Change } from './change';

export interface Needs {
  /** Takes what another tab, or an earlier page, has left of it. */
  refresh(): Promise<void>;
  /** Whether it can go out; a problem where it never will, unless it is tried `again`. */
  prepare(change: Change): 'ready' | 'waiting' | Problem;
  /** `problem`: why it was refused. */
  again(change: Change, problem?: Problem): void;
  /** It is done, or was given up. */
  dropped(change: Change, isDone: boolean): void;
}
