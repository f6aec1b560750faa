/** The files that wait beside the text of a conversation: those that no message has taken yet. */
import { useMemo } from 'react';
import type { Messenger } from '@/shared/messenger/messenger';
import type { NewMessage } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import type { Upload } from '@/shared/uploads/upload';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';

/** Of a message, where the server has not said otherwise. */
export const MOST_FILES = 10;

export function useTray(): readonly Upload[] {
  const { messenger, place_id } = useScene();
  const uploads = useCell(messenger.uploads.all);
  const entries = useCell(messenger.outbox.entries);
  return useMemo(() => waiting(uploads, entries, place_id), [uploads, entries, place_id]);
}

/** `place_id`: of the conversation, or of a thread of it. */
export function trayOf({ uploads, outbox }: Messenger, place_id: string): readonly Upload[] {
  return waiting(uploads.all.get(), outbox.entries.get(), place_id);
}

/** Forgets the files of a message that something else has sent; those that the outbox has taken are its own. */
export function letGo(messenger: Messenger, place_id: string, change: NewMessage): void {
  const here = new Set(trayOf(messenger, place_id).map((it) => it.id));
  const uploads = (change.uploads ?? []).filter((id) => here.has(id));
  messenger.uploads.dropped({ ...change, uploads }, true);
}

function waiting(
  uploads: readonly Upload[],
  entries: readonly Entry[],
  place_id: string,
): readonly Upload[] {
  const own = uploads.filter((it) => it.conversation_id === place_id);
  if (own.length === 0) return own;
  const taken = new Set(
    entries.flatMap(({ change }) => (change.kind === 'send' ? (change.uploads ?? []) : [])),
  );
  return own.filter((it) => !taken.has(it.id));
}
