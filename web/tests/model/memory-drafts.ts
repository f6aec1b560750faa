/** Drafts without a database: they live as long as a test. */
import type { Draft, DraftStore } from '@/shared/drafts/draft';

export function memoryDrafts(): DraftStore {
  const drafts = new Map<string, Draft>();
  return {
    list: () => Promise.resolve([...drafts.values()]),
    put: (draft) => {
      drafts.set(draft.conversation_id, draft);
      return Promise.resolve();
    },
    remove: (conversation_id) => {
      drafts.delete(conversation_id);
      return Promise.resolve();
    },
  };
}
