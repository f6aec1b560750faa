/**
 * Every screen and state of the app, each with the way there. They are photographed
 * (`make screenshots`) and searched for barriers (`npm run audit`); a new one is an entry in one of
 * these lists.
 */
import { COMPLETION_SCREENS } from './completion-screens';
import { COMPONENT_SCREENS } from './component-screens';
import { COMPOSER_SCREENS } from './composer-screens';
import { CONVERSATION_SCREENS } from './conversation-screens';
import { ENTRY_SCREENS } from './entry-screens';
import { FILE_SCREENS } from './file-screens';
import { FINDER_SCREENS } from './finder-screens';
import { LANGUAGE_SCREENS } from './language-screens';
import { MESSAGE_SCREENS } from './message-screens';
import { NOTIFICATION_SCREENS } from './notification-screens';
import { PEOPLE_SCREENS } from './people-screens';
import { PICTURE_SCREENS } from './picture-screens';
import { PLACE_SCREENS } from './place-screens';
import { POLL_SCREENS } from './poll-screens';
import { PREVIEW_SCREENS } from './preview-screens';
import { SCHEDULED_SCREENS } from './scheduled-screens';
import type { Screen } from './screen';
import { STATE_SCREENS } from './state-screens';
import { THREAD_SCREENS } from './thread-screens';
import { UPLOAD_SCREENS } from './upload-screens';

export const SCREENS: readonly Screen[] = [
  ...ENTRY_SCREENS,
  ...CONVERSATION_SCREENS,
  ...MESSAGE_SCREENS,
  ...COMPLETION_SCREENS,
  ...COMPOSER_SCREENS,
  ...FINDER_SCREENS,
  ...PREVIEW_SCREENS,
  ...PEOPLE_SCREENS,
  ...PLACE_SCREENS,
  ...POLL_SCREENS,
  ...SCHEDULED_SCREENS,
  ...STATE_SCREENS,
  ...THREAD_SCREENS,
  ...FILE_SCREENS,
  ...PICTURE_SCREENS,
  ...UPLOAD_SCREENS,
  ...NOTIFICATION_SCREENS,
  ...LANGUAGE_SCREENS,
  ...COMPONENT_SCREENS,
];
