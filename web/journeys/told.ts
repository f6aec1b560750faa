/** What journeys about being told of what is new are given. */
import type { Conversation } from '@/shared/api/wire';
import type { Account } from './harness/account';
import { launchWhole } from './harness/programs';
import { PushHand } from './harness/push-hand';
import { PUSHING, PushService } from './harness/push-service';
import { WorkerHand } from './harness/worker-hand';
import { test as base } from './journey';
import type { Person } from './people';

interface Scene {
  readonly account: Account;
  readonly ben: Account;
  readonly garden: Conversation;
  readonly service: PushService;
  readonly anna: Person;
  readonly push: PushHand;
  readonly hand: WorkerHand;
}

/** Anna is in the settings, and her browser has not been asked for anything. */
export const test = base.extend<Scene>({
  // biome-ignore lint/correctness/noEmptyPattern: that is how a fixture says that it needs none.
  launchOptions: [async ({}, use) => await use(launchWhole()), { scope: 'worker' }],
  settings: PUSHING,
  account: async ({ exists }, use) => await use(await exists('Anna')),
  ben: async ({ exists, account: _first }, use) => await use(await exists('Ben')),
  garden: async ({ account, ben }, use) => await use(await account.channel('Garden', ben)),
  // biome-ignore lint/correctness/noEmptyPattern: that is how a fixture says that it needs none.
  service: async ({}, use) => {
    const service = await PushService.run();
    await use(service);
    service.dispose();
  },
  anna: async ({ comes, account, garden: _there }, use) => {
    const anna = await comes('Anna', { serviceWorkers: 'allow' });
    await anna.is(account);
    await use(anna);
  },
  push: async ({ anna, service }, use) => {
    const push = await PushHand.of(anna.page, service);
    await anna.opens('/settings/notifications');
    await push.permits('prompt');
    await use(push);
  },
  hand: async ({ anna, push }, use) => {
    await push.permits('granted');
    const hand = await WorkerHand.of(anna.page);
    await push.permits('prompt');
    await use(hand);
  },
});
