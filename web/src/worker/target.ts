/** What a notification is about: kept in it, since the worker forgets everything between two events. */

export interface Target {
  readonly conversation_id: string;
  readonly seq: number;
  /** The message in whose thread it is. */
  readonly thread_id?: string;
  /** Who was in when it was shown. */
  readonly person: string | null;
}

/** The action of writing back. */
export const REPLY = 'reply';

export function targetOf(data: unknown): Target | null {
  if (typeof data !== 'object' || data === null) return null;
  const { conversation_id, seq, thread_id, person }: Partial<Record<keyof Target, unknown>> = data;
  if (typeof conversation_id !== 'string' || typeof seq !== 'number') return null;
  return {
    conversation_id,
    seq,
    ...(typeof thread_id === 'string' ? { thread_id } : {}),
    person: typeof person === 'string' ? person : null,
  };
}
