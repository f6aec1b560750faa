/** What is done with several messages: wanted by few, it comes when the first is chosen. */
import { Part } from '@/shared/part';

export const chosenPart = new Part(async () => (await import('./chosen-parts')).parts);
