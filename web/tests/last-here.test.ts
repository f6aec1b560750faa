// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { afterEach, expect, it } from 'vitest';
import type { User } from '@/shared/api/wire';
import type { KeptState } from '@/shared/kept/kept';
import { lastHere } from '@/shared/kept/last-here';
import { noteLastPerson } from '@/shared/session/last-person';
import { databaseDrafts } from '@/shared/storage/database-drafts';
import { databaseKept } from '@/shared/storage/database-kept';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';

const STATE = { user: { id: 'ana' } as User, me_rev: 3, rooms: [], people: [] } as KeptState;
const DRAFT = { conversation_id: 'den', text: 'half a sentence' };

afterEach(async () => {
  noteLastPerson(null);
  await eraseUserDatabase('ana');
});

async function keep(state: KeptState): Promise<void> {
  const database = await openUserDatabase('ana');
  const opened = Promise.resolve(database);
  await databaseKept(opened).put(state, []);
  await databaseDrafts(opened).put(DRAFT);
  database.close();
}

it('whoever was here last is found with what was kept and what they had begun', async () => {
  await keep(STATE);
  noteLastPerson('ana');
  const found = await lastHere();
  expect(found?.state).toEqual(STATE);
  expect(found?.drafts).toEqual([DRAFT]);
  found?.database.close();
});

it('nobody is found where they left, nor where what is kept is of somebody else', async () => {
  await keep(STATE);
  expect(await lastHere()).toBeNull();
  await keep({ ...STATE, user: { id: 'ben' } as User });
  noteLastPerson('ana');
  expect(await lastHere()).toBeNull();
});
