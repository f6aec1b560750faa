/** What shows files. Loaded by `file-parts.ts` alone. */

import { ComposerFiles } from './composer/composer-files';
import { LightboxPlace } from './lightbox/lightbox-place';
import { Card } from './timeline/attachments/card';
import { PendingFiles } from './timeline/attachments/pending-files';
import { Picture } from './timeline/attachments/picture';
import { Player } from './timeline/attachments/player';

export const parts = { Card, ComposerFiles, LightboxPlace, PendingFiles, Picture, Player };
