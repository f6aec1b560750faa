/** A server that people have lived on for a while, for the pictures. */
import type { Conversation } from '@/shared/api/wire';
import type { Account } from '../harness/account';
import { TEXTS } from '../harness/texts';
import type { World } from '../journey';
import type { Person } from '../people';

export interface House {
  readonly anna: Account;
  readonly ben: Account;
  readonly cleo: Account;
  readonly general: Conversation;
  readonly garden: Conversation;
  readonly ben_direct: Conversation;
  readonly supper: Conversation;
}

const TALK: readonly (readonly ['anna' | 'ben' | 'cleo', string])[] = [
  ['anna', 'Good morning! The boiler is fixed, we have hot water again.'],
  ['ben', 'At last. Thank you for waiting for the plumber.'],
  ['ben', 'Did he say what it was?'],
  ['anna', 'A valve, older than all of us. The invoice is in the drawer.'],
  ['cleo', 'I can split it three ways tonight, if that suits you.'],
  [
    'anna',
    'It does. And so that we don’t forget: the chimney sweep comes on Thursday between eight and ten, and somebody has to let him in. I am at work from half past eight, so I can do the first half hour and nothing after that.',
  ],
  ['ben', 'I’ll be here.'],
  ['cleo', '@anna-berg the tickets for Saturday: https://tickets.example.org/orders/8842'],
  ['anna', '🎉'],
];

/** Three people and what they said, in each kind of conversation. */
export async function furnish({ exists }: Pick<World, 'exists'>): Promise<House> {
  const anna = await exists('Anna Berg');
  const ben = await exists('Ben Okafor');
  const cleo = await exists('Cleo Marchetti');
  const people = { anna, ben, cleo };
  await anna.callsTheServer('The Kitchen Table');
  const general = await anna.general();
  const garden = await ben.channel('garden', anna, cleo);
  await ben.describes(garden, 'What grows, and who waters it');
  const supper = await cleo.group(anna, ben);
  const ben_direct = await anna.direct(ben);
  const ids: string[] = [];
  for (const [who, text] of TALK) ids.push(await people[who].says(general, text));
  const [morning = '', , , valve = ''] = ids;
  await ben.reacts({ id: morning, conversation_id: general.id }, '🎉');
  await cleo.reacts({ id: morning, conversation_id: general.id }, '🎉');
  await cleo.reacts({ id: morning, conversation_id: general.id }, '❤️');
  await ben.says(general, 'Which drawer?', valve);
  const slip = await cleo.says(general, 'Teh left one');
  await cleo.edits({ id: slip, conversation_id: general.id }, 'The left one');
  const gone = await ben.says(general, 'Never mind');
  await ben.deletes({ id: gone, conversation_id: general.id });
  await ben.says(garden, 'The beans want water.');
  await cleo.says(garden, '@anna-berg it is your week');
  await cleo.says(supper, 'Lentils or noodles?');
  await ben.says(ben_direct, 'Can you bring the blue folder?');
  return { anna, ben, cleo, general, garden, ben_direct, supper };
}

/** Somebody in their own browser, at an address; before all pages where none is given. */
export async function at(
  { comes }: Pick<World, 'comes'>,
  account: Account,
  address?: string,
): Promise<Person> {
  const person = await comes(account.user.display_name);
  await person.is(account);
  if (address !== undefined) await person.opens(address);
  return person;
}

/** What was said last in #general. */
export const LAST = 'The left one';

/** Anna, in front of #general. */
export async function inGeneral(world: World): Promise<{ person: Person; house: House }> {
  const house = await furnish(world);
  const person = await at(world, house.anna, `/c/${house.general.id}`);
  await person.reads(LAST);
  return { person, house };
}

/** Everything that is hard to lay out. */
export async function sayAnything(account: Account, to: Conversation): Promise<void> {
  for (const text of TEXTS) await account.says(to, text);
}
