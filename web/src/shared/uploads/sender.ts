/** What sends files: a library, and nobody needs it who sends none. */
import type { Api } from '../api/client';
import { UnansweredError } from '../api/errors';
import type { Credentials } from '../connection/connection';
import { Part } from '../part';
import type { SendUpload } from './upload';

export const sender = new Part(async () => await import('./send-upload'));

export function uploadLater(api: Api, credentials: Credentials): SendUpload {
  return async (...sent) => {
    await sender.load();
    const loaded = sender.loaded.get();
    if (loaded === null || loaded === 'failed') throw new UnansweredError('a part of the page');
    return await loaded.uploadBy(api, credentials)(...sent);
  };
}
