import type { World } from '../journey';
import type { Person } from '../people';

export interface Screen {
  /** Of its file, too. */
  readonly name: string;
  /** Ends with the screen in front of this person, at rest. */
  readonly go: (world: World) => Promise<Person>;
}
