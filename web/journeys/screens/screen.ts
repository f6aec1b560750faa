import { type Settings, UNLIMITED } from '../harness/server';
import type { World } from '../journey';
import type { Person } from '../people';

export interface Screen {
  /** Of its file, too. */
  readonly name: string;
  /** Ends with the screen in front of this person, at rest. */
  readonly go: (world: World) => Promise<Person>;
}

/** Nobody's page is asked what it is about: it may answer in one picture and not in the other. */
export const SETTINGS: Settings = { ...UNLIMITED, SNUG_PREVIEWS__ENABLED: 'false' };
