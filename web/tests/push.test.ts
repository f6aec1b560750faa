import { describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import type { Problem, User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { forgetPush, Push, type PushDevice, type PushServer } from '@/shared/push/push';
import type { Subscribed } from '@/shared/push/subscribed';
import type { SessionState } from '@/shared/session/session-state';

const ANA = { id: 'ana' } as User;
const BEN = { id: 'ben' } as User;
const TOO_MANY = { code: 'too_many', detail: '' } as Problem;

/** A browser, as far as pushes go. */
class Browser implements PushDevice {
  ability: PushDevice['ability'] = 'able';
  allowed: NotificationPermission = 'default';
  /** What is answered when it asks. */
  answer: NotificationPermission = 'granted';
  held: Subscribed | null = null;
  wanted: string | null = null;
  asked = 0;
  refuses = false;
  #made = 0;
  readonly #listeners: (() => void)[] = [];
  #alone: Promise<unknown> = Promise.resolve();

  permission = () => this.allowed;
  ask = () => {
    this.asked += 1;
    this.allowed = this.answer;
    return Promise.resolve(this.answer);
  };
  subscription = () => Promise.resolve(this.held);
  subscribe = (key: string) => {
    if (this.refuses) return Promise.reject(new DOMException('no', 'AbortError'));
    this.#made += 1;
    this.held = of(`https://push.example/${this.#made}`, key);
    return Promise.resolve(this.held);
  };
  unsubscribe = () => {
    this.held = null;
    return Promise.resolve();
  };
  wantedBy = () => Promise.resolve(this.wanted);
  want = (person: string | null) => {
    this.wanted = person;
    return Promise.resolve();
  };
  /** As a browser's locks are: of all its tabs one at a time. */
  alone = <T>(work: () => Promise<T>): Promise<T> => {
    const done = this.#alone.then(work);
    this.#alone = done.catch(() => undefined);
    return done;
  };
  watch = (listener: () => void) => {
    this.#listeners.push(listener);
  };
  changes() {
    for (const listener of this.#listeners) listener();
  }
}

function of(endpoint: string, key: string | null = 'key'): Subscribed {
  return { body: { endpoint, keys: { p256dh: 'p', auth: 'a' } }, key };
}

class Stand {
  readonly browser = new Browser();
  readonly session = new Cell<SessionState>({ name: 'in', user: ANA });
  readonly server = {
    key: vi.fn<PushServer['key']>(() => Promise.resolve('key')),
    register: vi.fn<PushServer['register']>(({ endpoint }) => Promise.resolve(`id of ${endpoint}`)),
    remove: vi.fn<PushServer['remove']>(() => Promise.resolve()),
  };

  opens(): Push {
    return new Push({ device: this.browser, server: this.server, session: this.session });
  }

  /** With what was turned on here once. */
  async isOn(): Promise<Push> {
    this.browser.allowed = 'granted';
    this.browser.wanted = ANA.id;
    this.browser.held = of('https://push.example/old');
    const push = this.opens();
    await is(push, { name: 'on' });
    return push;
  }
}

async function is(push: Push, state: object): Promise<void> {
  await vi.waitFor(() => expect(push.state.get()).toMatchObject(state));
}

describe('a device', () => {
  it('is asked for permission only when somebody turns it on', async () => {
    const stand = new Stand();
    const push = stand.opens();
    await is(push, { name: 'unasked' });
    expect(stand.browser.asked).toBe(0);
    const turning = push.turnOn();
    expect(push.state.get()).toEqual({ name: 'asking' });
    await turning;
    expect(push.state.get()).toEqual({ name: 'on', id: 'id of https://push.example/1' });
    expect(stand.server.register).toHaveBeenCalledExactlyOnceWith(stand.browser.held?.body);
    expect(stand.browser.wanted).toBe(ANA.id);
  });

  it('that the server never heard of is not on, and is tried again', async () => {
    const stand = new Stand();
    stand.server.register.mockRejectedValueOnce(new UnansweredError());
    const push = stand.opens();
    await push.turnOn();
    expect(push.state.get()).toMatchObject({ name: 'failed' });
    expect(stand.browser.held).toBeNull();
    await push.turnOn();
    expect(push.state.get()).toMatchObject({ name: 'on', id: 'id of https://push.example/2' });
  });

  it('that its browser cannot turn off is off where the server forgets it', async () => {
    const stand = new Stand();
    const push = await stand.isOn();
    stand.browser.unsubscribe = () => Promise.reject(new DOMException('no', 'AbortError'));
    await push.turnOff();
    expect(push.state.get()).toEqual({ name: 'off' });
    expect(stand.server.remove).toHaveBeenCalledOnce();
  });

  it('that cannot be told is not asked', async () => {
    for (const ability of ['insecure', 'unsupported', 'uninstalled'] as const) {
      const stand = new Stand();
      stand.browser.ability = ability;
      const push = stand.opens();
      await is(push, { name: ability });
      await push.turnOn();
      await is(push, { name: ability });
      expect(stand.browser.asked).toBe(0);
    }
  });

  it('that only an open page can tell is asked, and subscribes to nothing', async () => {
    const stand = new Stand();
    stand.browser.ability = 'page';
    const push = stand.opens();
    await is(push, { name: 'page', isAllowed: false });
    await push.turnOn();
    await is(push, { name: 'page', isAllowed: true });
    expect(stand.browser.asked).toBe(1);
    expect(stand.browser.held).toBeNull();
    stand.browser.allowed = 'denied';
    push.look();
    await is(push, { name: 'blocked' });
  });

  it('where the question was dismissed may be asked again, and where it was refused may not', async () => {
    const stand = new Stand();
    const push = stand.opens();
    stand.browser.answer = 'default';
    await push.turnOn();
    expect(push.state.get()).toEqual({ name: 'unasked' });
    stand.browser.answer = 'denied';
    await push.turnOn();
    expect(push.state.get()).toEqual({ name: 'blocked' });
    expect(stand.browser.wanted).toBeNull();
    // In the settings of the browser.
    stand.browser.allowed = 'granted';
    stand.browser.changes();
    await is(push, { name: 'off' });
  });

  it('that is turned off tells the browser and the server, or at least the browser', async () => {
    const stand = new Stand();
    const push = await stand.isOn();
    await push.turnOff();
    expect(push.state.get()).toEqual({ name: 'off' });
    expect(stand.browser).toMatchObject({ held: null, wanted: null });
    expect(stand.server.remove).toHaveBeenCalledWith('id of https://push.example/old');
    await push.turnOn();
    stand.server.remove.mockRejectedValue(new UnansweredError());
    await push.turnOff();
    expect(push.state.get()).toEqual({ name: 'off' });
    expect(stand.browser.held).toBeNull();
  });

  it('is simply off where nobody wanted it, whatever the browser can’t do', async () => {
    const stand = new Stand();
    stand.browser.allowed = 'granted';
    stand.browser.unsubscribe = () => Promise.reject(new Error('no service worker'));
    await is(stand.opens(), { name: 'off' });
  });

  it('says what went wrong, and is tried again', async () => {
    const stand = new Stand();
    const push = stand.opens();
    stand.browser.refuses = true;
    await push.turnOn();
    await is(push, { name: 'failed', error: { name: 'AbortError' } });
    stand.browser.refuses = false;
    stand.server.register.mockRejectedValueOnce(new ProblemError(TOO_MANY));
    await push.turnOn();
    await is(push, { name: 'failed', error: { problem: { code: 'too_many' } } });
    await push.turnOn();
    await is(push, { name: 'on' });
  });
});

describe('a device that was turned on', () => {
  it('tells the server again whenever it comes, since either may have lost it', async () => {
    const stand = new Stand();
    await stand.isOn();
    expect(stand.browser.held?.body.endpoint).toBe('https://push.example/old');
    expect(stand.server.register).toHaveBeenCalledExactlyOnceWith(stand.browser.held?.body);
  });

  it('subscribes anew where the browser or the server began anew', async () => {
    const lost = new Stand();
    lost.browser.allowed = 'granted';
    lost.browser.wanted = ANA.id;
    await is(lost.opens(), { name: 'on', id: 'id of https://push.example/1' });

    const restored = new Stand();
    restored.server.key.mockResolvedValue('another key');
    await restored.isOn();
    expect(restored.browser.held).toEqual(of('https://push.example/1', 'another key'));

    const silent = new Stand();
    silent.server.key.mockResolvedValue('another key');
    silent.browser.allowed = 'granted';
    silent.browser.wanted = ANA.id;
    silent.browser.held = of('https://push.example/old', null);
    await is(silent.opens(), { name: 'on', id: 'id of https://push.example/old' });
  });

  it('is on without a connection, and says so to the server when that is back', async () => {
    const stand = new Stand();
    stand.server.key.mockRejectedValueOnce(new UnansweredError());
    const push = await stand.isOn();
    expect(push.state.get()).toEqual({ name: 'on', id: null });
    stand.browser.changes();
    await is(push, { name: 'on', id: 'id of https://push.example/old' });
  });

  it('stays so for the same person, and is off for another', async () => {
    const stand = new Stand();
    const push = await stand.isOn();
    stand.session.set({ name: 'expired', user: ANA });
    await is(push, { name: 'looking' });
    stand.session.set({ name: 'in', user: ANA });
    await is(push, { name: 'on' });
    // A subscription belongs to its session, and there is another one now.
    expect(stand.server.register).toHaveBeenCalledTimes(2);
    stand.session.set({ name: 'in', user: BEN });
    await is(push, { name: 'off' });
    expect(stand.browser).toMatchObject({ held: null, wanted: null });
  });

  it('is told nothing for whoever logged out', async () => {
    const stand = new Stand();
    await stand.isOn();
    await forgetPush(stand.browser);
    expect(stand.browser).toMatchObject({ held: null, wanted: null });
  });

  it('is not turned off by another tab that hears of the permission', async () => {
    const stand = new Stand();
    const [one, other] = [stand.opens(), stand.opens()];
    await is(other, { name: 'unasked' });
    // Each step of the other tab takes its time.
    const wantedBy = stand.browser.wantedBy;
    stand.browser.wantedBy = async () => {
      const person = await wantedBy();
      // Turns enough for the first tab to be done, were it let.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((next) => setImmediate(next));
      return person;
    };
    const ask = stand.browser.ask;
    stand.browser.ask = async () => {
      const answer = await ask();
      stand.browser.changes();
      return answer;
    };
    await one.turnOn();
    await is(other, { name: 'off' });
    expect(one.state.get()).toMatchObject({ name: 'on' });
    expect(stand.browser.held).not.toBeNull();
  });

  it('takes no answer for another person than the one who asked', async () => {
    const stand = new Stand();
    const push = stand.opens();
    let answer: (permission: NotificationPermission) => void = () => undefined;
    stand.browser.ask = () => new Promise((resolve) => (answer = resolve));
    const turning = push.turnOn();
    stand.session.set({ name: 'in', user: BEN });
    answer('granted');
    await turning;
    await is(push, { name: 'unasked' });
    expect(stand.browser.wanted).toBeNull();
  });
});
