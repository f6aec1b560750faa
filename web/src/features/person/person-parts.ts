/** What is about a person. Loaded by `app/shell/called-place.tsx` alone. */
import { ProfileCard } from './profile-card';
import { StatusDialog } from './status-dialog';

export const parts = { ProfileCard, StatusDialog };
