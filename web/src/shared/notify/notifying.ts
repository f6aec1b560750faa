/** What tells of what is new. It is loaded after the first conversation (`services.notifying`). */
import type { NotifyPreferences } from '../api/wire';
import type { Cell } from '../cell';
import type { Push } from '../push/push';
import type { Chime } from './chime';

export interface Notifying {
  readonly push: Push;
  readonly chime: Chime;
  /** On the whole; null before the server has said. */
  readonly preferences: Cell<NotifyPreferences | null>;
}
