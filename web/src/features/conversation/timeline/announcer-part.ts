/** What says messages that arrive: nothing arrives in the first moment, so it comes after that. */
import { Part } from '@/shared/part';

export const announcer = new Part(async () => {
  const { Announcer } = await import('./announcer');
  return { Announcer };
});
