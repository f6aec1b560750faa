/** Gives the server a picture; whose it is to be is said afterwards, by the id that it has then. */
import { type Api, expect } from '../api/client';
import { preloadPhoto } from '../ui/photo';

export async function sendPicture(api: Api, blob: Blob): Promise<string> {
  const name = blob.type === 'image/png' ? 'picture.png' : 'picture.jpg';
  const answer = await api.POST('/api/files', {
    params: { query: { name } },
    headers: { 'content-type': blob.type },
    // The document has numbers for bytes.
    body: [],
    bodySerializer: () => blob,
  });
  const { id } = expect(answer);
  // So that it is there when it takes the place of the one before.
  await preloadPhoto(id);
  return id;
}
