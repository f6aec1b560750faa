/** What is kept, without a database: as of when it was written, as a database has it. */
import type { KeptMessages, KeptState, KeptStore } from '@/shared/kept/kept';

export function memoryKept(): KeptStore {
  let state: KeptState | undefined;
  let messages = new Map<string, KeptMessages>();
  return {
    state: () => Promise.resolve(state),
    messages: (id) => Promise.resolve(messages.get(id)),
    put: (next, more) => {
      state = structuredClone(next);
      for (const it of more) messages.set(it.conversation_id, structuredClone(it));
      const mine = new Set(next.rooms.map(({ conversation }) => conversation.id));
      messages = new Map([...messages].filter(([id]) => mine.has(id)));
      return Promise.resolve();
    },
    wipe: () => {
      state = undefined;
      messages.clear();
      return Promise.resolve();
    },
  };
}
