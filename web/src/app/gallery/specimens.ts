/** What there is to look at: each component with its states, a file for each group of them. */
import { BUTTONS } from './buttons';
import { FIELDS } from './fields';
import { FILES } from './files';
import { MESSAGES } from './messages';
import { NOTICES } from './notices';
import { OVER } from './over';
import { PEOPLE } from './people';
import type { Specimen } from './specimen';

export const SPECIMENS: readonly Specimen[] = [
  ...BUTTONS,
  ...OVER,
  ...FIELDS,
  ...PEOPLE,
  ...FILES,
  ...MESSAGES,
  ...NOTICES,
];
