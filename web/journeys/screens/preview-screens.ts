/** What a link's page says of itself, under the message. */
import type { Preview, Server } from '@/shared/api/wire';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish } from './furnish';
import type { Screen } from './screen';

export const PREVIEW_SCREENS: readonly Screen[] = [
  {
    name: 'previews',
    go: async (world) => {
      const person = await asksForPreviews(world, [
        {
          url: 'https://tickets.example.org/orders/8842',
          title: 'Your order 8842: two seats in the stalls',
          description: 'Saturday, 19:30, at the Odeon. Show this page at the door, or print it.',
          site: 'Odeon Tickets',
        },
      ]);
      await person.sees(/^Your order 8842/);
      return person;
    },
  },
  {
    name: 'previews-loading',
    go: async (world) => await asksForPreviews(world, null),
  },
];

/** Of a server that makes them; null where it does not answer. */
async function asksForPreviews(world: World, previews: Preview[] | null): Promise<Person> {
  const { anna, general } = await furnish(world);
  const person = await at(world, anna, '/');
  await person.page.route('**/api/server', async (route) => {
    const server: Server = await (await route.fetch()).json();
    await route.fulfill({ json: { ...server, features: [...server.features, 'previews'] } });
  });
  await person.page.route('**/previews', async (route) => {
    if (previews) await route.fulfill({ json: { previews } });
  });
  const asked = person.page.waitForRequest('**/previews');
  await person.opens(`/c/${general.id}`);
  await asked;
  return person;
}
