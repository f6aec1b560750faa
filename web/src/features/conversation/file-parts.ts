/**
 * What shows files: nobody needs it to read a conversation that has none. It comes when there is a
 * file to be shown, and all of it at once, so that what can be seen can be opened too.
 */
import { Part } from '@/shared/part';

export const fileParts = new Part(async () => (await import('./parts')).parts);
