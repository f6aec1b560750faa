import type { User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { DraftStore } from '@/shared/drafts/draft';
import { Messenger } from '@/shared/messenger/messenger';
import type { Attention } from '@/shared/reading/attention';
import { memoryDrafts } from './memory-drafts';
import { memoryEntries } from './memory-entries';
import { memoryUploads } from './memory-uploads';

/** Ana's, whom no server answers: it knows what a test makes it know, and these people. */
export function offlineMessenger(
  people: readonly User[] = [],
  drafts: DraftStore = memoryDrafts(),
): Messenger {
  return new Messenger({
    user_id: 'ana',
    credentials: { token: () => Promise.resolve(null), renew: () => Promise.resolve(null) },
    dial: () => ({ ask: () => Promise.reject(new Error('offline')), close: () => undefined }),
    loadPage: () => Promise.reject(new Error('offline')),
    loadUsers: (ids) => Promise.resolve(people.filter((it) => ids.includes(it.id))),
    entries: memoryEntries(),
    drafts,
    uploads: memoryUploads(),
    attention: new Cell<Attention>('away'),
  });
}
