import { Palette } from './palette';
import { Shortcuts } from './shortcuts';

export const parts = { Palette, Shortcuts };
