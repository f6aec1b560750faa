/**
 * Every screen and state of the app, each with the way there. They are photographed
 * (`make screenshots`) and searched for barriers (`npm run audit`); a new one is an entry here.
 */
import type { World } from '../journey';
import type { Person } from '../people';

interface Screen {
  /** Of its file, too. */
  readonly name: string;
  /** Ends with the screen in front of this person, at rest. */
  readonly go: (world: World) => Promise<Person>;
}

export const SCREENS: readonly Screen[] = [
  {
    name: 'entry-first-account',
    go: async ({ comes }) => {
      const anna = await comes('Anna');
      await anna.opens();
      await anna.seesField('Username');
      return anna;
    },
  },
  {
    name: 'entry-log-in',
    go: async (world) => await atTheDoor(world),
  },
  {
    name: 'entry-wrong-password',
    go: async (world) => {
      const anna = await atTheDoor(world);
      anna.faults.expect(/status of 401/);
      await anna.logsIn('not my password');
      await anna.isTold(/password is wrong/);
      return anna;
    },
  },
  {
    name: 'entry-missing-fields',
    go: async (world) => {
      const anna = await atTheDoor(world);
      await anna.presses('Log in');
      await anna.sees('Please fill this in.');
      return anna;
    },
  },
  {
    name: 'entry-invite',
    go: async ({ comes, exists }) => {
      const ben = await comes('Ben');
      await ben.opens(await (await exists('Anna')).invite());
      await ben.seesHeading(/invited/);
      return ben;
    },
  },
  {
    name: 'entry-invite-ended',
    go: async ({ comes, exists }) => {
      const ben = await comes('Ben');
      const link = await (await exists('Anna')).invite();
      await exists('Cleo', link.split('/').pop());
      ben.faults.expect(/status of 410/);
      await ben.opens(link);
      await ben.makesAnAccount();
      await ben.isTold(/invite was used or has ended/);
      return ben;
    },
  },
  {
    name: 'loading',
    go: async ({ comes }) => {
      const anna = await comes('Anna');
      await anna.getsNoAnswers();
      await anna.opens();
      await anna.sees('Loading …');
      return anna;
    },
  },
  {
    name: 'unanswered',
    go: async ({ comes }) => {
      const anna = await comes('Anna');
      anna.faults.expectUnanswered();
      await anna.isCutOff();
      await anna.opens();
      await anna.sees('The server does not answer. Trying again …');
      return anna;
    },
  },
  {
    name: 'session-ended',
    go: async ({ comes, exists }) => {
      const account = await exists('Anna');
      const anna = await comes('Anna');
      anna.faults.expect(/status of 401/);
      await anna.is(account);
      await anna.opens();
      await anna.isIn();
      await account.endsOtherSessions();
      await anna.sees(/Your session has ended/);
      return anna;
    },
  },
  {
    name: 'no-such-place',
    go: async ({ comes }) => {
      const anna = await comes('Anna');
      await anna.opens('/nowhere');
      await anna.seesHeading('There is nothing here.');
      return anna;
    },
  },
  {
    name: 'home',
    go: async ({ comes, exists }) => {
      const anna = await comes('Anna');
      await anna.is(await exists('Anna'));
      await anna.opens();
      await anna.isIn();
      return anna;
    },
  },
];

/** Where everybody who has an account begins. */
async function atTheDoor({ comes, exists }: World): Promise<Person> {
  await exists('Anna');
  const anna = await comes('Anna');
  await anna.opens();
  await anna.seesField('Username');
  return anna;
}
