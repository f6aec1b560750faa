/** Loaded by `readers-part.ts` alone. */
import { ReadFollower } from './read-follower';
import { Readers } from './readers';

export const parts = { ReadFollower, Readers };
