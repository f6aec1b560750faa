/** Being told of what is new: what this device can do in each case, and what one chose. */
import type { BrowserContextOptions } from '@playwright/test';
import type { EmailAddress, Server } from '@/shared/api/wire';
import type { Account } from '../harness/account';
import { PushHand, SILENT_SERVICE } from '../harness/push-hand';
import type { World } from '../journey';
import type { Person } from '../people';
import { at, furnish, type House } from './furnish';
import type { Screen } from './screen';

const PLACE = '/settings/notifications';

export const NOTIFICATION_SCREENS: readonly Screen[] = [
  settings('notifications', async (person) => {
    await person.seesButton('Turn on');
    await person.sees(/^None yet\./);
  }),
  settings('notifications-on', async (person, { anna }) => {
    await addPhone(anna);
    await person.presses('Turn on');
    await person.sees(/This device · Since/);
  }),
  settings('notifications-asking', async (person, _house, push) => {
    push.answers('prompt');
    await person.page.evaluate(() => {
      Object.assign(Notification, { requestPermission: () => new Promise(() => undefined) });
    });
    await person.presses('Turn on');
    await person.sees(/Your browser may be asking you now/);
  }),
  settings('notifications-blocked', async (person, _house, push) => {
    await push.permits('denied');
    await person.sees('Blocked by the browser');
  }),
  settings('notifications-refused', async (person) => {
    await person.page.evaluate(() => {
      const subscribe = async () => await Promise.reject(new DOMException('no', 'AbortError'));
      Object.assign(PushManager.prototype, { subscribe });
    });
    await person.presses('Turn on');
    await person.sees('That did not work');
  }),
  settings('notifications-quiet', async (person) => {
    await person.picks('Every day');
    await person.seesField('From');
    await person.page.getByLabel('From').scrollIntoViewIfNeeded();
  }),
  settings('notifications-tested', async (person) => {
    await person.presses('Turn on');
    await person.sees(/This device · Since/);
    await person.page.route('**/test', async (route) => {
      const json = { accepted: false, status: 403, detail: 'a VAPID key that it does not take' };
      await route.fulfill({ status: 202, json });
    });
    await person.presses(/^Send a test to /);
    await person.sees(/takes nothing from this server/);
    await person.page.getByText(/takes nothing/).scrollIntoViewIfNeeded();
  }),
  byMail('notifications-mail', { address: null, confirmed: false }, async (person) => {
    await person.fills('Your mail address', 'anna@example.org');
  }),
  byMail('notifications-mail-code', { address: 'anna@example.org', confirmed: false }),
  byMail('notifications-mail-on', { address: 'anna@example.org', confirmed: true }),
  settings('notifications-offline', async (person, _house, _push, world) => {
    person.faults.expectUnanswered();
    await world.server.stop();
    await person.sees(/Offline since .* This is how it was then\./);
  }),
  {
    name: 'notifications-failed',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await world.comes('Anna Berg');
      person.faults.expect(/status of 500/);
      await person.is(anna);
      await person.isFailed('**/api/push/subscriptions');
      await person.isFailed('**/api/notifications/preferences');
      await person.opens(PLACE);
      await person.seesButton('Turn on');
      await person.page.getByRole('button', { name: 'Try again' }).nth(1).waitFor();
      return person;
    },
  },
  {
    name: 'notifications-loading',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await world.comes('Anna Berg');
      await person.is(anna);
      await person.getsNoAnswers('**/api/push/subscriptions');
      await person.getsNoAnswers('**/api/notifications/preferences');
      await person.opens(PLACE);
      await person.seesButton('Turn on');
      await person.seesStatus('Loading …');
      return person;
    },
  },
  {
    name: 'notifications-not-encrypted',
    go: async (world) => {
      await furnish(world);
      const baseURL = `http://snug.example:${new URL(world.address).port}`;
      const person = await world.comes('Anna Berg', { baseURL });
      await person.opens();
      await person.logsIn();
      await person.isIn();
      await person.opens(PLACE);
      await person.sees(/begins with http:/);
      return person;
    },
  },
  {
    name: 'notifications-on-ios',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await world.comes('Anna Berg');
      await person.page.addInitScript(() => {
        Reflect.deleteProperty(globalThis, 'PushManager');
        Object.defineProperty(Navigator.prototype, 'standalone', { value: false });
      });
      await person.is(anna);
      await person.opens(PLACE);
      await person.sees(/Add to Home Screen/);
      return person;
    },
  },
  {
    name: 'notifications-by-the-page',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await world.comes('Anna Berg');
      await person.page.addInitScript(() => {
        Reflect.deleteProperty(globalThis, 'PushManager');
      });
      await person.is(anna);
      await person.opens(PLACE);
      await person.sees(/While it is open, it can show notifications/);
      return person;
    },
  },
  {
    name: 'notifications-offered',
    go: async (world) => {
      const { anna, general } = await furnish(world);
      const person = await at(world, anna, '/');
      await person.mayBeOffered();
      await person.opens(`/c/${general.id}`);
      await person.says('I am home at six.');
      await person.patiently(async () => {
        await person.page
          .getByText(/^Shall Snug tell you/)
          .waitFor({ state: 'attached', timeout: 500 });
      });
      // On a phone it is where the list is.
      const back = person.page.getByRole('link', { name: 'Back' });
      if (await back.isVisible()) await back.click();
      return person;
    },
  },
  inGarden('conversation-menu', async (person) => {
    await person.presses('More about this conversation');
    await person.seesMenuItem('Mute for an hour');
  }),
  {
    // The longest words that stand beside each other.
    name: 'notifications-german',
    go: async (world) => {
      const { anna } = await furnish(world);
      const person = await world.comes('Anna Berg', { locale: 'de-DE' });
      await person.is(anna);
      await person.opens(PLACE);
      await person.seesHeading('Einstellungen');
      await person.sees(/^Noch keines\./);
      return person;
    },
  },
  inGarden('conversation-muted', async (person) => {
    await person.presses('More about this conversation');
    await person.chooses(/^Mute until tomorrow/);
    await person.page.getByText(/^Muted until/).waitFor({ state: 'attached' });
    await person.presses('More about this conversation');
    await person.seesMenuItem(/^End the mute/);
  }),
];

function settings(
  name: string,
  look: (person: Person, house: House, push: PushHand, world: World) => Promise<void>,
): Screen {
  const go = async (world: World): Promise<Person> => {
    const house = await furnish(world);
    const options: BrowserContextOptions = { serviceWorkers: 'allow' };
    const person = await world.comes('Anna Berg', options);
    await person.is(house.anna);
    const push = await PushHand.of(person.page, SILENT_SERVICE);
    await person.opens(PLACE);
    await push.permits('prompt');
    await person.seesButton('Turn on');
    await look(person, house, push, world);
    return person;
  };
  return { name, go };
}

/** On a server that sends mails, and knows this of one's address. */
function byMail(
  name: string,
  json: EmailAddress,
  look = async (_person: Person): Promise<void> => undefined,
): Screen {
  return settings(name, async (person) => {
    await person.page.route('**/api/server', async (route) => {
      const response = await route.fetch();
      const server: Server = await response.json();
      await route.fulfill({ json: { ...server, features: [...server.features, 'mail'] } });
    });
    await person.page.route('**/api/notifications/email', async (it) => await it.fulfill({ json }));
    await person.opens(PLACE);
    await person.page.getByRole('region', { name: 'By mail' }).scrollIntoViewIfNeeded();
    await look(person);
  });
}

function inGarden(name: string, look: (person: Person) => Promise<void>): Screen {
  const go = async (world: World): Promise<Person> => {
    const { anna, garden } = await furnish(world);
    const person = await at(world, anna, `/c/${garden.id}`);
    await person.reads('The beans want water.');
    await look(person);
    return person;
  };
  return { name, go };
}

/** Another device of the same person. */
async function addPhone({ api }: Account): Promise<void> {
  const { endpoint, keys } = await SILENT_SERVICE.subscribe('');
  await api.POST('/api/push/subscriptions', { body: { endpoint, keys } });
}
