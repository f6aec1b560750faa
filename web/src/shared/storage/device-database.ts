/**
 * What this device knows whoever uses it, for the service worker, which sees no `localStorage`. Facts
 * are hints: where they can't be read the worker goes on without.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

export interface DeviceFacts {
  /** In which the app speaks here, where that was chosen. */
  language: string;
  /** The id of whoever is in; empty where somebody was, and left. */
  person: string;
  /** For whom pushes were turned on here; empty where they were turned off. */
  push: string;
}

interface DeviceSchema extends DBSchema {
  facts: { key: keyof DeviceFacts; value: string };
}

/** Null where it is not known. */
export async function deviceFact(name: keyof DeviceFacts): Promise<string | null> {
  try {
    return (await within(async (database) => await database.get('facts', name))) ?? null;
  } catch {
    return null;
  }
}

/** Rejects where nothing can be stored. */
export async function keepDeviceFact(name: keyof DeviceFacts, value: string): Promise<void> {
  await within(async (database) => await database.put('facts', value, name));
}

async function within<T>(use: (database: IDBPDatabase<DeviceSchema>) => Promise<T>): Promise<T> {
  const database = await openDB<DeviceSchema>('snug', 1, {
    upgrade: (fresh) => void fresh.createObjectStore('facts'),
  });
  try {
    return await use(database);
  } finally {
    database.close();
  }
}
