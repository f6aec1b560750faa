/** Who was in last on this device. */
import type { Draft } from '../drafts/draft';
import { lastPerson } from '../session/last-person';
import { databaseDrafts } from '../storage/database-drafts';
import { databaseKept } from '../storage/database-kept';
import { openUserDatabase, type UserDatabase } from '../storage/user-database';
import type { KeptState } from './kept';

interface LastHere {
  readonly state: KeptState;
  readonly drafts: readonly Draft[];
  /** Open: whoever takes it closes it. */
  readonly database: UserDatabase;
}

/** Null where nobody was, or left. */
export async function lastHere(): Promise<LastHere | null> {
  const person = lastPerson();
  if (person === null) return null;
  const database = await openUserDatabase(person);
  const opened = Promise.resolve(database);
  const [state, drafts] = await Promise.all([
    databaseKept(opened).state(),
    databaseDrafts(opened).list(),
  ]).catch(() => []);
  if (state?.user.id === person && drafts) return { state, drafts, database };
  database.close();
  return null;
}
