/** One attempt to send a file by tus 1.0, from where the server says that it is. */
import { DetailedError, Upload } from 'tus-js-client';
import { type Api, expect } from '../api/client';
import { ProblemError, UnansweredError } from '../api/errors';
import type { Problem } from '../api/wire';
import type { Credentials } from '../connection/connection';
import { type Hear, type Parcel, type SendUpload, TOO_LARGE } from './upload';

const PLACE = '/api/uploads';
/** Of one request: proxies refuse large ones, and some wait for the whole of it. */
const CHUNK_BYTES = 32 * 1024 * 1024;
/** Nothing has moved for so long: whoever is at the other end is gone. */
const STALLED_MS = 60_000;
/** After the last byte the server looks at what it has. */
const FINISH_MS = 180_000;

export function uploadBy(api: Api, credentials: Credentials): SendUpload {
  return async (parcel, hear, signal) => {
    const token = await credentials.token();
    if (token === null) throw new UnansweredError('the session is over');
    const file_id = await send(parcel, hear, { token, signal }).catch(async (error) => {
      const answer = answerOf(error);
      if (answer?.status === 401) await credentials.renew(token);
      throw meaningOf(answer, error);
    });
    const params = { path: { id: file_id } };
    const { file } = expect(await api.GET('/api/uploads/{id}', { params, signal }));
    if (!file) throw new UnansweredError('not ready');
    return file;
  };
}

interface Attempt {
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Resolves with the file's id when all of it is there. */
async function send(parcel: Parcel, hear: Hear, { token, signal }: Attempt): Promise<string> {
  const { name, bytes, file_id } = parcel;
  const end = new AbortController();
  return await new Promise<string>((resolve, reject) => {
    const fail = (reason: unknown): void => {
      void upload.abort();
      reject(reason);
    };
    const watch = new Watch(() => fail(new UnansweredError('stalled')));
    const idNow = (): string => upload.url?.split('/').at(-1) ?? '';
    const upload = new Upload(bytes, {
      endpoint: PLACE,
      uploadUrl: file_id === undefined ? null : `${PLACE}/${file_id}`,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: name },
      chunkSize: CHUNK_BYTES,
      // Trying again, and what is to be remembered for it, is the caller's.
      retryDelays: null,
      storeFingerprintForResuming: false,
      // Whoever can't say now where it is has not thrown it away: it is not begun anew.
      onAfterResponse: (request, answer) => {
        const isBusy = answer.getStatus() === 429 || answer.getStatus() >= 500;
        if (request.getMethod() === 'HEAD' && isBusy) throw new UnansweredError('busy');
      },
      onUploadUrlAvailable: () => hear.begun(idNow()),
      onProgress: (sent) => {
        watch.moved(sent < bytes.size ? STALLED_MS : FINISH_MS);
        hear.moved(sent);
      },
      onSuccess: () => resolve(idNow()),
      onError: reject,
    });
    end.signal.addEventListener('abort', () => watch.stop());
    signal.addEventListener('abort', () => fail(signal.reason), { signal: end.signal });
    if (signal.aborted) fail(signal.reason);
    else {
      watch.moved(STALLED_MS);
      upload.start();
    }
  }).finally(() => end.abort());
}

class Watch {
  readonly #onStalled: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onStalled: () => void) {
    this.#onStalled = onStalled;
  }

  moved(patience_ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onStalled, patience_ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function answerOf(error: unknown): Answer | null {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  return answer ? { status: answer.getStatus(), body: answer.getBody() } : null;
}

function meaningOf(answer: Answer | null, error: unknown): unknown {
  const problem = answer && problemIn(answer.body);
  if (problem) return new ProblemError(problem);
  // A proxy's word, and for good.
  if (answer?.status === 413) return new ProblemError(TOO_LARGE);
  return error;
}

function problemIn(body: string): Problem | null {
  try {
    const problem = JSON.parse(body) as Partial<Problem> | null;
    return problem?.code !== undefined && problem.detail !== undefined
      ? (problem as Problem)
      : null;
  } catch {
    return null;
  }
}
