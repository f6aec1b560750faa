/**
 * The service worker, and what this device holds of the server's while somebody is in and lets go of when
 * they are not: the kept state, and notifications. Loaded when there is nothing else to do (`keep-later.ts`).
 */
import type { User } from '@/shared/api/wire';
import type { Cell } from '@/shared/cell';
import { chosenLanguage } from '@/shared/i18n/wanted';
import { Keeper } from '@/shared/kept/keeper';
import type { Messenger } from '@/shared/messenger/messenger';
import { browserPush } from '@/shared/push/browser-push';
import { forgetPush } from '@/shared/push/push';
import { ReadNotifications } from '@/shared/reading/read-notifications';
import { noteLastPerson } from '@/shared/session/last-person';
import type { SessionState } from '@/shared/session/session-state';
import { databaseKept } from '@/shared/storage/database-kept';
import { deviceFact, keepDeviceFact } from '@/shared/storage/device-database';
import { hasUserDatabase, openUserDatabase } from '@/shared/storage/user-database';
import { closeNotifications, registerWorker } from '@/shared/worker';
import { workerShown } from '@/shared/worker-news';

/** Whoever logs out is told nothing more. */
export async function forgetPushes(): Promise<void> {
  await forgetPush(browserPush());
}

export class Keep {
  readonly #session: Cell<SessionState>;
  readonly #messenger: Cell<Messenger | null>;
  #running: { readonly messenger: Messenger; readonly stop: () => void } | null = null;
  #person: string | null = null;
  /** One after the other: who is in, and who is not. */
  #changing: Promise<void> = Promise.resolve();

  constructor(session: Cell<SessionState>, messenger: Cell<Messenger | null>) {
    this.#session = session;
    this.#messenger = messenger;
    session.subscribe(() => this.#look());
    messenger.subscribe(() => this.#look());
    registerWorker();
    const language = chosenLanguage();
    if (language) void keepDeviceFact('language', language).catch(() => undefined);
    this.#look();
  }

  #look(): void {
    const state = this.#session.get();
    const messenger = this.#messenger.get();
    const person = state.name === 'in' ? state.user.id : '';
    if (this.#running?.messenger !== messenger || person === '') {
      this.#running?.stop();
      this.#running = null;
    }
    if (person !== this.#person) {
      const before = this.#person;
      this.#person = person;
      this.#changing = this.#changing.then(() => enter(person, before)).catch(() => undefined);
    }
    if (state.name !== 'in' || messenger?.user_id !== person || this.#running) return;
    this.#running = { messenger, stop: run(messenger, this.#session) };
  }
}

/**
 * Nobody, where it is empty. What was kept for anybody else goes, and what was shown; who is in is noted
 * last, so that what is broken off is done when the app is opened next. Where somebody leaves, or comes
 * where nobody was, the worker must know at once whose a push is.
 */
async function enter(person: string, before: string | null): Promise<void> {
  const last = await deviceFact('person');
  // Another tab may have noted it before this one wrote what it had.
  for (const it of new Set([last, before])) if (it && it !== person) await wipe(it);
  noteLastPerson(person || null);
  if (last === person) return;
  const isAtOnce = last === '' || person === '';
  if (isAtOnce) await keepDeviceFact('person', person);
  await closeNotifications(() => true);
  if (!isAtOnce) await keepDeviceFact('person', person);
}

async function wipe(person: string): Promise<void> {
  if (!(await hasUserDatabase(person))) return;
  const database = await openUserDatabase(person);
  await databaseKept(Promise.resolve(database))
    .wipe()
    .finally(() => database.close());
}

function run(messenger: Messenger, session: Cell<SessionState>): () => void {
  const { mirror, people, user_id } = messenger;
  const database = openUserDatabase(user_id);
  let known: User | null = null;
  const user = (): User | null => {
    const state = session.get();
    if (state.name === 'in' && state.user.id === user_id) known = state.user;
    return known;
  };
  const keeper = new Keeper({ store: databaseKept(database), mirror, people, user });
  const read = new ReadNotifications(mirror, workerShown, closeNotifications);
  const rest = (): void => {
    if (document.visibilityState === 'hidden') keeper.flush();
  };
  document.addEventListener('visibilitychange', rest);
  return () => {
    document.removeEventListener('visibilitychange', rest);
    read.stop();
    keeper.stop();
    void keeper.written().then(
      async () => (await database).close(),
      () => undefined,
    );
  };
}
