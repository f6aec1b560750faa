/** The door, and the first steps behind it. */
import type { World } from '../journey';
import type { Person } from '../people';
import type { Screen } from './screen';

export const ENTRY_SCREENS: readonly Screen[] = [
  {
    name: 'entry-first-account',
    go: async ({ comes }) => {
      const anna = await comes('Anna');
      await anna.opens();
      await anna.seesHeading('Create the first account');
      return anna;
    },
  },
  { name: 'entry-log-in', go: async (world) => await atTheDoor(world) },
  {
    name: 'entry-make-an-account',
    go: async (world) => {
      const anna = await atTheDoor(world);
      await anna.presses('Make an account');
      await anna.seesField('Your name');
      return anna;
    },
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
    name: 'entry-slow',
    go: async (world) => {
      const anna = await atTheDoor(world);
      await anna.getsNoAnswers();
      await anna.logsIn();
      await anna.sees(/The server takes its time/);
      return anna;
    },
  },
  {
    name: 'entry-unanswered',
    go: async (world) => {
      const anna = await atTheDoor(world);
      anna.faults.expectUnanswered();
      await anna.isCutOff();
      await anna.logsIn();
      await anna.isTold(/The server does not answer/);
      return anna;
    },
  },
  {
    name: 'entry-not-encrypted',
    go: async ({ address, comes, exists }) => {
      await exists('Anna');
      const baseURL = `http://snug.example:${new URL(address).port}`;
      const anna = await comes('Anna', { baseURL });
      await anna.opens();
      await anna.sees(/This connection is not encrypted/);
      return anna;
    },
  },
  {
    name: 'entry-closed',
    go: async ({ comes, exists }) => {
      await exists('Anna');
      const ben = await comes('Ben');
      await ben.isToldOfTheServer({ registration: 'closed' });
      await ben.opens();
      await ben.sees(/takes no new people just now/);
      return ben;
    },
  },
  {
    name: 'entry-by-invite',
    go: async ({ comes, exists }) => {
      await exists('Anna');
      const ben = await comes('Ben');
      await ben.isToldOfTheServer({ registration: 'invite' });
      await ben.opens();
      await ben.sees(/New people come in by an invite’s link/);
      return ben;
    },
  },
  {
    name: 'entry-no-cookies',
    go: async ({ comes, exists }) => {
      await exists('Anna');
      const anna = await comes('Anna');
      await anna.page.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'cookieEnabled', { value: false });
      });
      await anna.opens();
      await anna.isTold(/This browser keeps no cookies for this page/);
      return anna;
    },
  },
  {
    name: 'entry-invite',
    go: async ({ comes, exists }) => {
      const ben = await comes('Ben');
      await ben.opens(await (await exists('Anna')).invite());
      await ben.seesHeading(/You are invited/);
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
  { name: 'welcome-name', go: async (world) => await onTheThreshold(world) },
  {
    name: 'welcome-invite',
    go: async (world) => {
      const anna = await onTheThreshold(world);
      await anna.presses('Skip');
      await anna.seesHeading('Invite somebody');
      return anna;
    },
  },
  {
    name: 'welcome-invite-made',
    go: async (world) => {
      const anna = await onTheThreshold(world);
      await anna.presses('Skip');
      await anna.presses('Make a link');
      await anna.seesField('The link');
      return anna;
    },
  },
  {
    name: 'welcome-hello',
    go: async (world) => {
      const anna = await onTheThreshold(world);
      await anna.presses('Skip');
      await anna.presses('Skip');
      await anna.seesHeading('Say hello');
      return anna;
    },
  },
  {
    name: 'welcome-first-visit',
    go: async ({ comes, exists }) => {
      const anna = await exists('Anna');
      await anna.says(await anna.general(), 'Hello, Anna here!');
      const ben = await comes('Ben');
      await ben.opens(await anna.invite());
      await ben.makesAnAccount();
      await ben.reads('Hello, Anna here!');
      return ben;
    },
  },
];

/** Where everybody who has an account begins. */
async function atTheDoor({ comes, exists }: World): Promise<Person> {
  await exists('Anna');
  const anna = await comes('Anna');
  await anna.opens();
  await anna.isAtTheDoor();
  return anna;
}

/** The first account has just been made. */
async function onTheThreshold({ comes }: World): Promise<Person> {
  const anna = await comes('Anna');
  await anna.opens();
  await anna.makesAnAccount();
  await anna.seesHeading('What is this place called?');
  return anna;
}
