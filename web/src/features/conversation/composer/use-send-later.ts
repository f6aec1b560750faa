import { useMutation } from '@tanstack/react-query';
import { ProblemError } from '@/shared/api/errors';
import { FILES_AGAIN } from '@/shared/scheduled/later-problem';
import { useSchedule } from '@/shared/scheduled/use-scheduled';
import { isUnknown } from '@/shared/uploads/of-change';
import { useScene } from '../scene';
import type { Writer } from './writer';

/** Has what is written sent at a time; it ends well also where one has gone elsewhere meanwhile. */
export function useSendLater(writer: Writer) {
  const { uploads } = useScene().messenger;
  const { mutateAsync: schedule } = useSchedule();
  return useMutation({
    mutationFn: async (at: Date) => {
      const written = writer.read();
      if (!written) return null;
      const { kind: _, uploads: files = [], ...message } = written;
      // What the server has not kept for so long goes up again first.
      if (uploads.prepare(written) !== 'ready') throw new ProblemError(FILES_AGAIN);
      const attachment_ids = uploads.fileIds(files);
      try {
        const made = await schedule({ ...message, attachment_ids, send_at: at.toISOString() });
        writer.taken(written);
        return made;
      } catch (error) {
        if (!(error instanceof ProblemError && isUnknown(error.problem))) throw error;
        uploads.again(written, error.problem);
        throw new ProblemError(FILES_AGAIN);
      }
    },
  });
}
