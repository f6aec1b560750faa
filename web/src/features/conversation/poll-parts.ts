/** What asks and shows polls. Loaded by `poll-part.ts` alone. */

import { AttachMenu } from './composer/attach-menu';
import { PollDialog } from './composer/poll-dialog';
import { PollView } from './timeline/poll/poll-view';

export const parts = { AttachMenu, PollDialog, PollView };
