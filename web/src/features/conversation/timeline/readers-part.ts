/** Who has read: nobody needs it to read oneself, so it comes after that. */
import { Part } from '@/shared/part';

export const readersPart = new Part(async () => (await import('./readers-parts')).parts);
