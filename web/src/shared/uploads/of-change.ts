/** What a message that is on its way has to do with its files. */
import type { Problem } from '../api/wire';
import { clock } from '../clock';
import type { Change } from '../outbox/change';
import type { Upload } from './upload';

/** The server keeps what is in no message for a day. */
const KEPT_MS = 20 * 3_600_000;

export function uploadsOf(change: Change): readonly string[] {
  return change.kind === 'send' ? (change.uploads ?? []) : [];
}

export function isStale({ state, done_at = 0 }: Upload): boolean {
  return state === 'done' && clock.now() - done_at > KEPT_MS;
}

/** The message was refused for files that the server doesn't have, whatever this device thinks. */
export function isUnknown(problem: Problem | undefined): boolean {
  const about = problem?.errors?.find((it) => it.field === 'attachment_ids');
  return about?.code === 'unknown';
}
