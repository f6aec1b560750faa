/** Loaded by `chosen-part.ts` alone. */
import { ChosenBar } from './chosen-bar';
import { Tick } from './tick';

export const parts = { ChosenBar, Tick };
