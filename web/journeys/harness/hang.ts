/** Gives people and conversations their pictures over the API, as a journey needs to find them. */
import { type Api, expect } from '@/shared/api/client';
import type { Conversation } from '@/shared/api/wire';
import type { Account } from './account';

export async function givesAFace({ api }: Account, bytes: Buffer): Promise<void> {
  const avatar = await upload(api, bytes);
  expect(await api.PATCH('/api/users/me', { body: { avatar } }));
}

export async function hangs(
  { api }: Account,
  { id }: Pick<Conversation, 'id'>,
  bytes: Buffer,
): Promise<void> {
  const picture = await upload(api, bytes);
  const params = { path: { id } };
  expect(await api.PATCH('/api/conversations/{id}', { params, body: { picture } }));
}

async function upload(api: Api, bytes: Buffer): Promise<string> {
  const answer = await api.POST('/api/files', {
    params: { query: { name: 'picture.png' } },
    // The document has numbers for bytes.
    body: [],
    bodySerializer: () => new Blob([new Uint8Array(bytes)]),
  });
  return expect(answer).id;
}
