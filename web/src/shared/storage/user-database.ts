/**
 * What this device keeps for one person, in IndexedDB: one database for each, so that nobody finds
 * what somebody else left, and so that erasing it is one call.
 *
 * What the person did and the server has not confirmed is only here. What it could tell again is kept
 * beside it for times without a connection, and goes with the session.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { Draft } from '../drafts/draft';
import type { KeptMessages, KeptState } from '../kept/kept';
import type { Entry } from '../outbox/entry';
import type { Upload } from '../uploads/upload';
import { isFull } from './keeping';

interface UserSchema extends DBSchema {
  outbox: { key: string; value: Entry };
  /** Since version 2. */
  drafts: { key: string; value: Draft };
  /** Since version 3. */
  uploads: { key: string; value: Upload };
  upload_bytes: { key: string; value: Blob };
  /** Since version 4; of the first there is one, under `state`. */
  kept: { key: 'state'; value: KeptState };
  kept_messages: { key: string; value: KeptMessages; indexes: { kept_at: number } };
}

export type UserDatabase = IDBPDatabase<UserSchema>;

const VERSION = 4;
/** What doesn't open until then may never do so (Safari; another tab), and messages wait for it. */
const OPEN_MS = 5_000;

/** Rejects where the browser stores nothing (a private window, storage blocked), or doesn't answer. */
export async function openUserDatabase(user_id: string): Promise<UserDatabase> {
  const opening = openDatabase(user_id);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // It is not used any more: open, it would be in the way of others.
      opening.then((database) => database.close()).catch(() => undefined);
      reject(new Error('the database does not open'));
    }, OPEN_MS);
  });
  return await Promise.race([opening, tooLate]).finally(() => clearTimeout(timer));
}

async function openDatabase(user_id: string): Promise<UserDatabase> {
  return await openDB<UserSchema>(nameOf(user_id), VERSION, {
    upgrade: (database, version) => {
      if (version < 1) database.createObjectStore('outbox', { keyPath: 'key' });
      if (version < 2) database.createObjectStore('drafts', { keyPath: 'conversation_id' });
      if (version < 3) {
        database.createObjectStore('uploads', { keyPath: 'id' });
        database.createObjectStore('upload_bytes');
      }
      if (version < 4) {
        database.createObjectStore('kept');
        const messages = database.createObjectStore('kept_messages', {
          keyPath: 'conversation_id',
        });
        messages.createIndex('kept_at', 'kept_at');
      }
    },
    // Another tab erases it, or brings a newer version: it must not wait for us.
    blocking: (_current, _next, event) => {
      (event.target as IDBDatabase).close();
    },
  });
}

/** Where there is no room, once more without what the server could tell again. */
export async function withRoom(
  database: UserDatabase,
  write: (database: UserDatabase) => Promise<unknown>,
): Promise<void> {
  try {
    await write(database);
  } catch (error) {
    if (!isFull(error)) throw error;
    await database.clear('kept_messages');
    await write(database);
  }
}

/** Resolves once all of a transaction is stored; rejects, once, wherever in it something failed. */
export async function whole(
  change: { readonly done: Promise<void> },
  write: () => Promise<void>,
): Promise<void> {
  await Promise.all([write(), change.done]);
}

export async function eraseUserDatabase(user_id: string): Promise<void> {
  try {
    await deleteDB(nameOf(user_id));
  } catch (error) {
    // Where nothing can be stored there is nothing to erase, and nobody is kept from leaving.
    if (await isStoring(user_id)) throw error;
  }
}

/** Whether this device holds anything for somebody; true where the browser doesn't say. */
export async function hasUserDatabase(user_id: string): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === nameOf(user_id));
  } catch {
    return true;
  }
}

async function isStoring(user_id: string): Promise<boolean> {
  try {
    (await openUserDatabase(user_id)).close();
    return true;
  } catch {
    return false;
  }
}

function nameOf(user_id: string): string {
  return `snug:${user_id}`;
}
