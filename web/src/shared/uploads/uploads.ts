/**
 * The files that somebody is sending: kept over reloads and crashes, a few on their way at a time, and
 * gone on with where they were when the connection comes back. They wait beside the conversation's
 * draft until a message takes them, and until the message is known to be stored.
 *
 * Of several tabs one sends a file; whichever is there goes on with what another one left.
 */
import { isPassing, ProblemError } from '../api/errors';
import type { Problem } from '../api/wire';
import type { Cell } from '../cell';
import { clock } from '../clock';
import { type Change, newId } from '../outbox/change';
import type { Needs } from '../outbox/needs';
import { retryDelay } from '../retry';
import { tryLock } from '../session/lock';
import type { Keeping } from '../storage/keeping';
import { isStale, isUnknown, uploadsOf } from './of-change';
import { Shelf } from './shelf';
import { LOST, type SendUpload, TOO_LARGE, type Upload, type UploadStore } from './upload';

/** A browser has six connections to a server without HTTP/2, and pages need some. */
const AT_A_TIME = 3;
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;
/** Another tab is at it: looked at again then. */
const ELSEWHERE_MS = 3_000;
/** What passes by asking again where the upload is. */
const ASKED_AGAIN: ReadonlySet<string> = new Set(['locked', 'not_found', 'offset_conflict']);

export interface UploadsParts {
  readonly store: UploadStore;
  readonly keeping: Keeping;
  readonly send: SendUpload;
  /** Tells the server that nobody wants it. */
  readonly discard: (file_id: string) => void;
  /** What a message may have waited for has happened. */
  readonly onSettled: () => void;
}

/** Of what could not be sent just now. */
interface Patience {
  readonly failures: number;
  /** By the page's own clock, which nobody sets. */
  readonly until: number;
  /** So far it has come, as far as this page can tell. */
  readonly sent: number;
}

export class Uploads implements Needs {
  /** In the order in which they were chosen. */
  readonly all: Cell<readonly Upload[]>;
  readonly #parts: UploadsParts;
  readonly #end = new AbortController();
  /** Until then what is shown of them may be kept. */
  readonly ended = this.#end.signal;
  readonly #shelf: Shelf;
  readonly #running = new Map<string, AbortController>();
  readonly #patience = new Map<string, Patience>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOpen = false;
  #isLoaded = false;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
    this.#shelf = new Shelf(parts.store, parts.keeping);
    this.all = this.#shelf.all;
  }

  /** Takes what is stored: left by an earlier page, or done in another tab. */
  async refresh(): Promise<void> {
    await this.#shelf.refresh((id) => this.#running.has(id));
    this.#isLoaded = true;
    this.#pump();
    this.#parts.onSettled();
  }

  add(conversation_id: string, files: readonly File[], most_bytes: number): readonly Upload[] {
    const added = files.map((bytes): Upload => {
      const { name, size, type } = bytes;
      const chosen = { id: newId(), conversation_id, name, size, type, sent: 0 } as const;
      const upload: Upload =
        size > most_bytes
          ? { ...chosen, state: 'failed', problem: TOO_LARGE }
          : { ...chosen, state: 'waiting' };
      this.#shelf.add(upload, bytes);
      return upload;
    });
    this.#pump();
    return added;
  }

  /** The picture that it is has this size. */
  measured(id: string, width: number, height: number): void {
    this.#shelf.change(id, (it) => ({ ...it, width, height }));
  }

  pause(id: string): void {
    const state = this.#shelf.find(id)?.state;
    if (state !== 'waiting' && state !== 'sending') return;
    this.#shelf.change(id, (it) => ({ ...it, state: 'paused' }));
    this.#running.get(id)?.abort();
  }

  /** Goes on with what is paused, and tries again what failed. */
  resume(id: string): void {
    const state = this.#shelf.find(id)?.state;
    if (state !== 'paused' && state !== 'failed') return;
    this.#patience.delete(id);
    this.#shelf.change(id, ({ problem: _, ...it }) => ({ ...it, state: 'waiting' }));
    this.#pump();
  }

  /** Nobody wants it any more, here or on the server. */
  cancel(id: string): void {
    const file_id = this.#shelf.find(id)?.file_id;
    this.#forget(id);
    if (file_id !== undefined) this.#parts.discard(file_id);
  }

  /** There is a connection. */
  connected(): void {
    this.#isOpen = true;
    this.#patience.clear();
    this.#pump();
  }

  /** What is on its way goes on as long as it can. */
  disconnected(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  /** Once and for all: somebody leaves. */
  stop(): void {
    this.disconnected();
    for (const it of this.#running.values()) it.abort();
    this.#end.abort();
  }

  /** As it was chosen; undefined where that is not at hand any more. */
  async bytes(id: string): Promise<Blob | undefined> {
    return await this.#shelf.bytes(id);
  }

  prepare(change: Change): 'ready' | 'waiting' | Problem {
    const ids = uploadsOf(change);
    if (ids.length === 0) return 'ready';
    if (!this.#isLoaded) return 'waiting';
    const uploads = ids.map((id) => this.#shelf.find(id));
    if (uploads.includes(undefined)) return LOST;
    const problem = uploads.find((it) => it?.state === 'failed')?.problem;
    if (problem) return problem;
    for (const it of uploads) if (it && isStale(it)) this.#anew(it.id);
    return ids.every((id) => this.#shelf.find(id)?.state === 'done') ? 'ready' : 'waiting';
  }

  again(change: Change, problem?: Problem): void {
    for (const id of uploadsOf(change)) {
      if (isUnknown(problem) && this.#shelf.find(id)?.state === 'done') this.#anew(id);
      else this.resume(id);
    }
  }

  dropped(change: Change, isDone: boolean): void {
    for (const id of uploadsOf(change)) {
      if (isDone) this.#forget(id);
      else this.cancel(id);
    }
  }

  /** What the server calls the files of a change that is ready. */
  fileIds(ids: readonly string[]): string[] {
    return ids.map((id) => {
      const file = this.#shelf.find(id)?.file;
      if (!file) throw new ProblemError(LOST);
      return file.id;
    });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    if (!(this.#isOpen && this.#isLoaded)) return;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const { id, state } of this.all.get()) {
      if (this.#running.size >= AT_A_TIME) return;
      if (state !== 'waiting' || this.#running.has(id)) continue;
      const { until } = this.#patience.get(id) ?? NONE;
      if (until <= now) void this.#run(id);
      else next = Math.min(next, until);
    }
    if (next < Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(() => this.#pump(), next - now);
    }
  }

  async #run(id: string): Promise<void> {
    const stop = new AbortController();
    this.#running.set(id, stop);
    try {
      const taken = await tryLock(`snug:upload:${id}`, async () => {
        const upload = await this.#shelf.latest(id);
        if (upload?.state === 'waiting') await this.#attempt(id, stop.signal);
        else this.#parts.onSettled();
        return true;
      });
      if (!taken) this.#patience.set(id, { ...NONE, until: performance.now() + ELSEWHERE_MS });
    } finally {
      this.#running.delete(id);
      this.#pump();
    }
  }

  async #attempt(id: string, signal: AbortSignal): Promise<void> {
    const bytes = await this.#shelf.bytes(id);
    const upload = this.#shelf.find(id);
    if (!upload || signal.aborted) return;
    if (!bytes) {
      this.#fail(id, LOST);
      return;
    }
    const { name, file_id } = upload;
    this.#shelf.show({ ...upload, state: 'sending' });
    try {
      const parcel = { name, bytes, ...(file_id === undefined ? {} : { file_id }) };
      const file = await this.#parts.send(parcel, this.#hear(id), signal);
      const done = { state: 'done', sent: upload.size, file, done_at: clock.now() } as const;
      this.#shelf.change(id, (it) => ({ ...it, ...done }));
      this.#parts.onSettled();
    } catch (error) {
      if (signal.aborted) this.#rest(id);
      else this.#missed(id, error);
    }
  }

  #hear(id: string): Parameters<SendUpload>[1] {
    return {
      begun: (file_id) => {
        const upload = this.#shelf.find(id);
        if (!upload) this.#parts.discard(file_id);
        else if (upload.file_id !== file_id) this.#shelf.change(id, (it) => ({ ...it, file_id }));
      },
      moved: (sent) => {
        const upload = this.#shelf.find(id);
        if (!upload) return;
        // What was sent before and got lost again is no progress.
        if (sent > (this.#patience.get(id) ?? NONE).sent) this.#patience.delete(id);
        this.#shelf.show({ ...upload, sent });
      },
    };
  }

  #missed(id: string, error: unknown): void {
    const problem = error instanceof ProblemError ? error.problem : null;
    if (problem && !isPassing(problem) && !ASKED_AGAIN.has(problem.code)) {
      this.#fail(id, problem);
      return;
    }
    this.#rest(id);
    const { failures, sent } = this.#patience.get(id) ?? NONE;
    const delay = problem?.retry_after_ms ?? retryDelay(failures, FIRST_RETRY_MS, MOST_RETRY_MS);
    this.#patience.set(id, {
      failures: failures + 1,
      until: performance.now() + delay,
      sent: Math.max(sent, this.#shelf.find(id)?.sent ?? 0),
    });
  }

  #fail(id: string, problem: Problem): void {
    this.#shelf.change(id, (it) => ({ ...it, state: 'failed', problem }));
    this.#parts.onSettled();
  }

  /** It is not on its way any more. */
  #rest(id: string): void {
    if (this.#shelf.find(id)?.state !== 'sending') return;
    this.#shelf.change(id, (it) => ({ ...it, state: 'waiting' }));
  }

  /** From the beginning: the server has thrown it away. */
  #anew(id: string): void {
    this.#shelf.change(id, ({ file: _, file_id: __, done_at: ___, ...it }) => {
      return { ...it, state: 'waiting', sent: 0 };
    });
    this.#pump();
  }

  #forget(id: string): void {
    this.#shelf.remove(id);
    this.#running.get(id)?.abort();
    this.#patience.delete(id);
    this.#pump();
  }
}

const NONE: Patience = { failures: 0, until: 0, sent: 0 };
