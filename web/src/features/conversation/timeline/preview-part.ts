/** What linked pages say of themselves: it comes with the first message that has a link. */
import { Part } from '@/shared/part';

export const previewPart = new Part(async () => {
  const { LinkPreviews } = await import('./link-previews');
  return { LinkPreviews };
});
