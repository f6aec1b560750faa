/**
 * Every screen and state of the app, each with the way there. They are photographed
 * (`make screenshots`) and searched for barriers (`npm run audit`); a new one is an entry in one of
 * these lists.
 */
import { CONVERSATION_SCREENS } from './conversation-screens';
import { ENTRY_SCREENS } from './entry-screens';
import { FILE_SCREENS } from './file-screens';
import { LANGUAGE_SCREENS } from './language-screens';
import { MESSAGE_SCREENS } from './message-screens';
import { NOTIFICATION_SCREENS } from './notification-screens';
import { PICTURE_SCREENS } from './picture-screens';
import { PLACE_SCREENS } from './place-screens';
import type { Screen } from './screen';
import { UPLOAD_SCREENS } from './upload-screens';

export const SCREENS: readonly Screen[] = [
  ...ENTRY_SCREENS,
  ...CONVERSATION_SCREENS,
  ...MESSAGE_SCREENS,
  ...PLACE_SCREENS,
  ...FILE_SCREENS,
  ...PICTURE_SCREENS,
  ...UPLOAD_SCREENS,
  ...NOTIFICATION_SCREENS,
  ...LANGUAGE_SCREENS,
];
