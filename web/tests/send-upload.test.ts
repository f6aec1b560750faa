import type { HttpRequest, HttpResponse, UploadOptions } from 'tus-js-client';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi } from '@/shared/api/client';
import { uploadBy } from '@/shared/uploads/send-upload';

const begun: UploadOptions[] = [];

vi.mock('tus-js-client', () => ({
  DetailedError: class extends Error {},
  Upload: class {
    constructor(_: Blob, options: UploadOptions) {
      begun.push(options);
    }
    start(): void {
      // Nothing comes of it in a test.
    }
    async abort(): Promise<void> {
      // Nothing was begun.
    }
  },
}));

/** What comes of an answer before anything else is made of it. */
async function answered(method: string, status: number): Promise<unknown> {
  const request = { getMethod: () => method } as HttpRequest;
  const answer = { getStatus: () => status } as HttpResponse;
  return await begun.at(-1)?.onAfterResponse?.(request, answer);
}

describe('a file that was begun', () => {
  const end = new AbortController();
  let sending: Promise<unknown>;

  beforeEach(() => {
    const credentials = { token: async () => 'a', renew: async () => 'b' };
    const hear = { begun: () => undefined, moved: () => undefined };
    const parcel = { name: 'a', bytes: new Blob(['x']), file_id: 'file a' };
    const api = createApi(() => Promise.reject(new Error('nobody')));
    sending = uploadBy(api, credentials)(parcel, hear, end.signal);
    sending.catch(() => undefined);
  });

  it('goes on where it was; only where the server has thrown it away it is begun anew', async () => {
    await vi.waitFor(() => expect(begun.at(-1)?.uploadUrl).toBe('/api/uploads/file a'));
    for (const status of [200, 404, 410, 401]) {
      await expect(answered('HEAD', status)).resolves.toBeUndefined();
    }
    for (const status of [429, 502, 503]) {
      await expect(answered('HEAD', status)).rejects.toThrow('busy');
      await expect(answered('PATCH', status)).resolves.toBeUndefined();
    }
    end.abort(new Error('enough'));
    await expect(sending).rejects.toThrow('enough');
  });
});
