/** What one can do with a message: nobody needs it to read, so it comes after that, or when it is wanted first. */
import { Part } from '@/shared/part';

export const bar = new Part(async () => {
  const { ActionBar } = await import('./action-bar');
  return { ActionBar };
});
