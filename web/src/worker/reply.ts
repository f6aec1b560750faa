/**
 * What is written into a notification. It goes out at once, or waits in the outbox, where the app finds
 * it; in neither case it is lost, and its id is the same, so that it is said once.
 */
import { expect } from '@/shared/api/client';
import { isPassing, ProblemError } from '@/shared/api/errors';
import type { Problem } from '@/shared/api/wire';
import { newId } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { deviceFact } from '@/shared/storage/device-database';
import { openUserDatabase } from '@/shared/storage/user-database';
import type { WorkerNews } from '@/shared/worker-news';
import { BADGE } from './notice';
import { appWindows } from './scope';
import { asPerson } from './session';
import { loadSay, show } from './show';
import type { Target } from './target';

interface Reply {
  readonly target: Target;
  readonly text: string;
  /** Of the notification. */
  readonly title: string;
}

export async function reply(reply: Reply): Promise<void> {
  const id = newId();
  const failure = await send(id, reply).catch((error: unknown) => ({ error }));
  if (!failure) return;
  const { error } = failure;
  const isFinal = error instanceof ProblemError && !isPassing(error.problem);
  const problem = isFinal ? error.problem : null;
  const isKept = await keep(entryOf(id, reply, problem), reply.target).then(
    () => true,
    () => false,
  );
  await tell(reply, isKept && !isFinal);
}

async function send(id: string, { target, text }: Reply): Promise<null> {
  const api = await asPerson(target.person);
  const params = { path: { id: target.conversation_id } };
  const body = { id, body: text, ...placeIn(target) };
  expect(await api.POST('/api/conversations/{id}/messages', { params, body }));
  return null;
}

/** What answers a reply in a thread is said there. */
function placeIn({ thread_id }: Target): Pick<Target, 'thread_id'> {
  return thread_id === undefined ? {} : { thread_id };
}

function entryOf(id: string, { target, text }: Reply, problem: Problem | null): Entry {
  const now = Date.now();
  return {
    key: id,
    change: {
      kind: 'send',
      conversation_id: target.conversation_id,
      id,
      body: text,
      ...placeIn(target),
    },
    order: now,
    created_at: now,
    not_before: now,
    ...(problem ? { state: 'failed', problem } : { state: 'waiting' }),
  };
}

/** Rejects where nothing can be stored, or for somebody who isn't here any more. */
async function keep(entry: Entry, { person }: Target): Promise<void> {
  if (person === null || (await deviceFact('person')) !== person) throw new Error('not theirs');
  const database = await openUserDatabase(person);
  try {
    await database.put('outbox', entry);
  } finally {
    database.close();
  }
  const news: WorkerNews = { type: 'outbox' };
  for (const window of await appWindows()) window.postMessage(news);
}

async function tell({ target, text, title }: Reply, isWaiting: boolean): Promise<void> {
  const say = await loadSay();
  const body = say(isWaiting ? 'worker.waiting' : 'worker.unsent', { text });
  const tag = target.conversation_id;
  await show({ title, options: { body, tag, badge: BADGE, data: target } });
}
