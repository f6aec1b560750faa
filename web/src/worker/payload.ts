/** What is pushed, as `src/notification/payload.rs` writes it. */
import { withoutMarks } from '@/shared/without-marks';

export type Payload =
  | {
      readonly kind: 'message';
      readonly conversation_id: string;
      readonly seq: number;
      /** The message in whose thread it is. */
      readonly thread_id?: string;
      /** Of the conversation, or who wrote where there is none. */
      readonly title: string;
      /** Who wrote, where the title is of the conversation. */
      readonly sender?: string;
      /** Empty where there are only files, or nothing of it is to be shown. */
      readonly body: string;
      readonly files: number;
      readonly icon: string | null;
      /** In this conversation. */
      readonly unread: number;
      /** In all of them. */
      readonly badge: number;
      readonly at: string;
      /** A direct message, or a mention. */
      readonly high: boolean;
    }
  | { readonly kind: 'test' };

/** Null where it can't be read: a newer server may say what this worker doesn't know. */
export function readPayload(text: string | undefined): Payload | null {
  const data = parse(text ?? '');
  if (data['kind'] === 'test') return { kind: 'test' };
  const { conversation_id, seq, thread_id, title, sender, body } = data;
  const isMessage = data['kind'] === 'message' && typeof title === 'string';
  if (!isMessage || typeof conversation_id !== 'string' || typeof seq !== 'number') return null;
  return {
    kind: 'message',
    conversation_id,
    seq,
    ...(typeof thread_id === 'string' ? { thread_id } : {}),
    title,
    ...(typeof sender === 'string' ? { sender } : {}),
    // A notification shows no bold: its marks would be in the way.
    body: typeof body === 'string' ? withoutMarks(body).trim() || body : '',
    files: typeof data['files'] === 'number' ? data['files'] : 0,
    icon: typeof data['icon'] === 'string' ? data['icon'] : null,
    unread: typeof data['unread'] === 'number' ? data['unread'] : 0,
    badge: typeof data['badge'] === 'number' ? data['badge'] : 0,
    at: typeof data['at'] === 'string' ? data['at'] : '',
    high: data['high'] === true,
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? { ...data } : {};
  } catch {
    return {};
  }
}
