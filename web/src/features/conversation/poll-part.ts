/** What asks and shows polls: it comes when there is one to be shown, or something is added to a message. */
import { Part } from '@/shared/part';

export const pollPart = new Part(async () => (await import('./poll-parts')).parts);
