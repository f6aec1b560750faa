/**
 * What is shown of a payload. Always something: a browser takes the subscription away from a worker that
 * is pushed to and shows nothing.
 */
import type { Payload } from './payload';
import { REPLY, type Target } from './target';
import type { SayOfWorker } from './words';

export interface Notice {
  readonly title: string;
  readonly options: NoticeOptions;
}

/** With what the library's type leaves out, because not every browser has it. */
interface NoticeOptions extends NotificationOptions {
  readonly renotify?: boolean;
  readonly timestamp?: number;
  readonly actions?: readonly { action: string; title: string; type?: 'text' }[];
}

type Message = Extract<Payload, { kind: 'message' }>;

const NAME = 'Snug';
/** Only its shape counts. */
export const BADGE = '/badge-96.png';
const ICON = '/icon-192.png';
const PLAIN = 'plain';

/** `person`: who is in; null where it is not known. */
export function noticeOf(payload: Payload | null, say: SayOfWorker, person: string | null): Notice {
  if (payload === null) return plain(say('worker.something'), PLAIN);
  if (payload.kind === 'test') return plain(say('worker.test'), 'test');
  const { conversation_id, seq, thread_id, icon, unread, high } = payload;
  const at = Date.parse(payload.at);
  const inThread = thread_id === undefined ? {} : { thread_id };
  const target: Target = { conversation_id, seq, ...inThread, person };
  const { title, body } = wordsOf(payload, say);
  return {
    title: unread > 1 ? say('worker.unread', { title, count: unread }) : title,
    options: {
      body,
      icon: icon ?? ICON,
      badge: BADGE,
      // A newer one of the same conversation takes the place of this one.
      tag: conversation_id,
      renotify: high,
      data: target,
      actions: [{ action: REPLY, title: say('worker.reply'), type: 'text' }],
      ...(Number.isNaN(at) ? {} : { timestamp: at }),
    },
  };
}

/** Who said what and where, in the words of this device. */
function wordsOf({ title, sender, body, files }: Message, say: SayOfWorker) {
  return {
    title: sender === undefined ? title : say('ring.in', { name: sender, title }),
    body: body || (files > 0 ? say('files.several', { count: files }) : say('ring.hint')),
  };
}

/** Nobody is in any more: what is pushed all the same is not for whoever has the device now. */
export function closedNotice(say: SayOfWorker): Notice {
  return plain(say('worker.something'), PLAIN);
}

function plain(body: string, tag: string): Notice {
  return { title: NAME, options: { body, tag, icon: ICON, badge: BADGE } };
}
