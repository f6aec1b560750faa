/** A file on its way, in words. */
import { ProblemError } from '../api/errors';
import { useServer } from '../api/use-server';
import { useSay } from '../i18n/i18n';
import { problemText } from '../i18n/problem-text';
import { useMessenger } from '../services';
import type { Upload } from '../uploads/upload';
import { usePicked } from '../use-cell';
import { type FileKind, kindOf } from './kind';
import { useBytes } from './use-bytes';

/** What the browser takes it for, until the server has looked. */
export function kindOfUpload({ file, ...upload }: Upload): FileKind {
  return kindOf(file ?? { ...upload, content_type: upload.type });
}

/** Why it could not be sent; null where it was not refused. */
export function useWhyNot({ state, problem, size }: Upload): string | null {
  const say = useSay();
  const bytes = useBytes();
  const most = useServer().data?.limits.file_bytes;
  if (state !== 'failed' || !problem) return null;
  if (problem.code === 'too_large' && most !== undefined) {
    return say('uploads.too_large', { size: bytes(size), most: bytes(most) });
  }
  return problemText(new ProblemError(problem), say);
}

/** Undefined where there is nothing to say but what it is. */
export function useUploadNote({ state, sent, size }: Upload): string | undefined {
  const say = useSay();
  const bytes = useBytes();
  const { connection } = useMessenger();
  const isOnline = usePicked(connection.state, (it) => it.name === 'online');
  const percent = size === 0 ? 0 : Math.floor((100 * sent) / size);
  const part = { percent, size: bytes(size) };
  switch (state) {
    case 'done':
      return undefined;
    case 'failed':
      return say('uploads.not_sent');
    case 'paused':
      return say('uploads.paused', part);
    case 'waiting':
      return say(isOnline ? 'uploads.waiting' : 'uploads.offline', part);
    case 'sending':
      return say(sent === size ? 'uploads.finishing' : 'uploads.sending', part);
  }
}
