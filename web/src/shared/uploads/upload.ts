/** A file on its way to the server, as this device holds it, and where it is kept. */
import type { Problem, File as StoredFile } from '../api/wire';

export interface Upload {
  /** This device's own. Later ones sort after earlier ones. */
  readonly id: string;
  readonly conversation_id: string;
  readonly name: string;
  readonly size: number;
  /** What the browser takes it for; the server looks for itself. */
  readonly type: string;
  /** `failed`: for good, unless the person tries again. */
  readonly state: 'waiting' | 'sending' | 'paused' | 'done' | 'failed';
  /** Bytes. */
  readonly sent: number;
  /** What the server calls it, once it has begun. */
  readonly file_id?: string;
  /** Once all of it is there. */
  readonly file?: StoredFile;
  /** In milliseconds of the epoch. */
  readonly done_at?: number;
  readonly problem?: Problem;
  /** Of a picture that this browser can show, upright. */
  readonly width?: number;
  readonly height?: number;
}

/** Where uploads outlive the page. */
export interface UploadStore {
  list(): Promise<Upload[]>;
  get(id: string): Promise<Upload | undefined>;
  bytes(id: string): Promise<Blob | undefined>;
  add(upload: Upload, bytes: Blob): Promise<void>;
  /** Unless it is there no longer. */
  put(upload: Upload): Promise<void>;
  remove(id: string): Promise<void>;
}

/** What there is to send. */
export interface Parcel {
  readonly name: string;
  readonly bytes: Blob;
  /** Where it was begun already. */
  readonly file_id?: string;
}

export interface Hear {
  begun(file_id: string): void;
  moved(sent: number): void;
}

/**
 * One attempt to send what the server hasn't got yet. Rejects with a `ProblemError` where it
 * doesn't want it, and with anything else where it may be tried again.
 */
export type SendUpload = (parcel: Parcel, hear: Hear, signal: AbortSignal) => Promise<StoredFile>;

/** The file is not at hand any more: it was moved, changed, or never kept. */
export const LOST: Problem = {
  type: 'about:blank',
  title: 'Lost',
  status: 0,
  // A word of this device's own: no server says it.
  code: 'upload_lost' as Problem['code'],
  detail: 'The file cannot be read any more.',
};

export const TOO_LARGE: Problem = {
  type: 'about:blank',
  title: 'Too large',
  status: 413,
  code: 'too_large',
  detail: 'The file is larger than this server takes.',
};

/** Trying again would change nothing. */
export function isHopeless({ problem }: Upload): boolean {
  return problem?.code === LOST.code || problem?.code === TOO_LARGE.code;
}
