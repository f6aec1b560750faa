/** What reads Markdown: it comes with the first message that has any, or when there is nothing else to do. */
import { Part } from '@/shared/part';

export const marked = new Part(async () => {
  const { MarkedText } = await import('./marked/marked-text');
  return { MarkedText };
});
