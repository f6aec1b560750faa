/** The palette of reactions: nobody needs it to read, so it comes after that, or when it is wanted first. */
import { Part } from '@/shared/part';

export const palette = new Part(async () => {
  const { ReactionPalette } = await import('./reaction-palette');
  return { ReactionPalette };
});
