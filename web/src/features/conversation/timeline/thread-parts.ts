/** What shows threads in a conversation: it comes with the first of them, and nobody needs it before. */
import { Part } from '@/shared/part';

export const threadParts = new Part(async () => (await import('./threads')).parts);
