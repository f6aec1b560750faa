/**
 * The worker as whoever is in. It has no access token of its own and asks for one as a page does, so
 * that pages and worker take turns, and whichever asks tells the others.
 */
import { type Api, createApi } from '@/shared/api/client';
import { UnansweredError } from '@/shared/api/errors';
import { Session } from '@/shared/session/session';
import { browserTabs } from '@/shared/session/tabs';
import { deviceFact } from '@/shared/storage/device-database';

/** Rejects where it is another person, or nobody, or nobody can tell. */
export async function asPerson(person: string | null): Promise<Api> {
  if (person === null || (await deviceFact('person')) !== person) throw new UnansweredError();
  const session = new Session({
    fetch: (...asked) => fetch(...asked),
    tabs: browserTabs(),
    // Whoever has left is no person of this device any more: the question above.
    farewell: { isOwed: () => false, owe: () => undefined, settle: () => undefined },
    erase: () => Promise.resolve(),
  });
  await session.start();
  const state = session.state.get();
  if (state.name !== 'in' || state.user.id !== person) throw new UnansweredError();
  return createApi(session.fetch);
}
