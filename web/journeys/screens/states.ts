/** The three states that every place has which asks the server for what it shows. */
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
import type { Screen } from './screen';

interface Place {
  readonly name: string;
  readonly address: string | ((house: House) => string);
  /** What it asks for. */
  readonly asks: string;
  /** What is there once that was answered. */
  readonly shows: (person: Person) => Promise<void>;
  /** What is to be found there. */
  readonly makes?: (house: House) => Promise<unknown>;
}

/** While nothing was answered, when the server stumbled, and since it went away. */
export function states(place: Place): readonly Screen[] {
  return [
    {
      name: `${place.name}-loading`,
      go: async (world) => {
        const { person, address } = await before(world, place);
        await person.getsNoAnswers(place.asks);
        const asked = person.page.waitForRequest(place.asks);
        await person.opens(address);
        await asked;
        await person.seesStatus('Loading …');
        return person;
      },
    },
    {
      name: `${place.name}-failed`,
      go: async (world) => {
        const { person, address } = await before(world, place);
        person.faults.expect(/status of 500/);
        await person.isFailed(place.asks);
        await person.opens(address);
        await person.seesButton('Try again');
        return person;
      },
    },
    {
      name: `${place.name}-offline`,
      go: async (world) => {
        const { person, address } = await before(world, place);
        await person.opens(address);
        await place.shows(person);
        person.faults.expectUnanswered();
        await world.server.stop();
        await person.seesStatus(/^Offline since/);
        return person;
      },
    },
  ];
}

/** Somebody who is on the way there. */
async function before(
  world: World,
  { address, makes }: Place,
): Promise<{ person: Person; address: string }> {
  const house = await furnish(world);
  await makes?.(house);
  const person = await at(world, house.anna);
  return { person, address: typeof address === 'string' ? address : address(house) };
}
