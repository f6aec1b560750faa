/**
 * What this device keeps for one person, in IndexedDB: one database for each, so that nobody finds
 * what somebody else left, and so that erasing it is one call.
 *
 * It never holds anything that the server could tell again.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { Entry } from '../outbox/entry';

interface UserSchema extends DBSchema {
  outbox: { key: string; value: Entry };
}

export type UserDatabase = IDBPDatabase<UserSchema>;

const VERSION = 1;

/** Rejects where the browser stores nothing (a private window, storage blocked). */
export async function openUserDatabase(user_id: string): Promise<UserDatabase> {
  return await openDB<UserSchema>(nameOf(user_id), VERSION, {
    upgrade: (database) => {
      database.createObjectStore('outbox', { keyPath: 'key' });
    },
    // Another tab erases it, or brings a newer version: it must not wait for us.
    blocking: (_current, _next, event) => {
      (event.target as IDBDatabase).close();
    },
  });
}

export async function eraseUserDatabase(user_id: string): Promise<void> {
  await deleteDB(nameOf(user_id));
}

function nameOf(user_id: string): string {
  return `snug:${user_id}`;
}
