/**
 * Whether this device is told by Web Push, and turning that on and off. The browser is asked for
 * permission only by `turnOn`, which somebody pressed.
 *
 * That it is wanted is kept on the device, for one person: whenever they are here, the server is told
 * again which subscription the browser has, since either may have changed it.
 */
import { ProblemError } from '../api/errors';
import type { NewSubscription } from '../api/wire';
import { Cell } from '../cell';
import type { SessionState } from '../session/session-state';
import type { Subscribed } from './subscribed';

/**
 * `uninstalled`: iOS, where only an app on the home screen is told. `page`: no Web Push, but a page that is
 * open can show notifications.
 */
export type Ability = 'able' | 'page' | 'insecure' | 'unsupported' | 'uninstalled';

export type PushState =
  /** It is not known yet, or nobody is in. */
  | { readonly name: 'looking' }
  | { readonly name: Exclude<Ability, 'able' | 'page'> }
  | { readonly name: 'page'; readonly isAllowed: boolean }
  /** The browser has not been asked. */
  | { readonly name: 'unasked' }
  /** The browser was told to refuse, and doesn't ask any more. */
  | { readonly name: 'blocked' }
  | { readonly name: 'off' }
  | { readonly name: 'asking' }
  /** `id`: of the subscription; null while the server could not be told. */
  | { readonly name: 'on'; readonly id: string | null }
  | { readonly name: 'failed'; readonly error: Error };

/** The browser's part. */
export interface PushDevice {
  readonly ability: Ability;
  permission(): NotificationPermission;
  ask(): Promise<NotificationPermission>;
  subscription(): Promise<Subscribed | null>;
  subscribe(key: string): Promise<Subscribed>;
  unsubscribe(): Promise<void>;
  /** For whom it was turned on here. */
  wantedBy(): Promise<string | null>;
  want(person: string | null): Promise<void>;
  /** One tab at a time: what one finds out is so until it has done what follows from it. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Calls when any of it may have changed elsewhere, or the network is back. */
  watch(listener: () => void): void;
}

export interface PushServer {
  key(): Promise<string>;
  register(subscription: NewSubscription): Promise<string>;
  remove(id: string): Promise<void>;
}

export interface PushParts {
  readonly device: PushDevice;
  readonly server: PushServer;
  readonly session: Cell<SessionState>;
}

export class Push {
  readonly state = new Cell<PushState>({ name: 'looking' });
  readonly #parts: PushParts;
  #person: string | null = null;
  /** One thing after the other, here and in other tabs. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: PushParts) {
    this.#parts = parts;
    parts.session.subscribe(() => this.#follow());
    parts.device.watch(() => this.look());
    this.#follow();
  }

  /** Finds out again. */
  look(): void {
    const person = this.#person;
    if (person !== null) this.#then(person, async () => await this.#find(person));
  }

  /** To be called at once when somebody pressed something: browsers ask at no other time. */
  async turnOn(): Promise<void> {
    const { device } = this.#parts;
    const person = this.#person;
    if (person === null || !isAsked(device.ability)) return;
    this.state.set({ name: 'asking' });
    const permission = await device.ask().catch(() => device.permission());
    this.#then(person, async () => {
      if (device.ability === 'page') return pageAlone(permission);
      if (permission !== 'granted') return notGranted(permission);
      await device.want(person);
      return await this.#register();
    });
    await this.#work;
  }

  async turnOff(): Promise<void> {
    const { device, server } = this.#parts;
    const state = this.state.get();
    const person = this.#person;
    if (person === null) return;
    this.state.set({ name: 'asking' });
    const id = state.name === 'on' ? state.id : null;
    this.#then(person, async () => {
      // One of the two is enough: what the server is not told now, it hears from the push service.
      const [here, there] = await Promise.allSettled([
        forgetPush(device),
        id === null ? Promise.reject(new Error('of no id')) : server.remove(id),
      ]);
      if (here.status === 'rejected' && there.status === 'rejected') throw here.reason;
      return { name: 'off' };
    });
    await this.#work;
  }

  #follow(): void {
    const session = this.#parts.session.get();
    const person = session.name === 'in' ? session.user.id : null;
    if (person === this.#person) return;
    this.#person = person;
    this.state.set({ name: 'looking' });
    this.look();
  }

  /** What comes out is no news where somebody else is in by then. */
  #then(person: string, work: () => Promise<PushState>): void {
    const { device } = this.#parts;
    const isIn = (): boolean => this.#person === person;
    this.#work = this.#work.then(async () => {
      const state = await device
        .alone(async () => (isIn() ? await work() : null))
        .catch((error): PushState => ({ name: 'failed', error }));
      if (state && isIn()) this.state.set(state);
    });
  }

  async #find(person: string): Promise<PushState> {
    const { device } = this.#parts;
    if (!isAsked(device.ability)) return { name: device.ability };
    const permission = device.permission();
    if (device.ability === 'page') return pageAlone(permission);
    if (permission !== 'granted') return notGranted(permission);
    const wantedBy = await device.wantedBy();
    if (wantedBy === person) return await this.#register();
    // Of whoever was here before; where it was nobody, other tabs needn't hear of it.
    if (wantedBy !== null) await device.want(null);
    await device.unsubscribe().catch(() => undefined);
    return { name: 'off' };
  }

  async #register(): Promise<PushState> {
    const { device, server } = this.#parts;
    let held = await device.subscription();
    let isNew = false;
    try {
      const key = await server.key();
      if (held?.key != null && held.key !== key) {
        await device.unsubscribe();
        held = null;
      }
      if (!held) {
        held = await device.subscribe(key);
        isNew = true;
      }
      return { name: 'on', id: await server.register(held.body) };
    } catch (error) {
      // What the browser had, the server has had; it is told when it answers.
      if (held && !isNew && !(error instanceof ProblemError)) return { name: 'on', id: null };
      if (isNew) await device.unsubscribe().catch(() => undefined);
      throw error;
    }
  }
}

/** Nothing is pushed to this device any more, whoever is in. */
export async function forgetPush(
  device: Pick<PushDevice, 'ability' | 'want' | 'unsubscribe'>,
): Promise<void> {
  if (device.ability !== 'able') return;
  await device.want(null);
  await device.unsubscribe();
}

/** Whether there is a permission that can be asked for. */
function isAsked(ability: Ability): ability is 'able' | 'page' {
  return ability === 'able' || ability === 'page';
}

function pageAlone(permission: NotificationPermission): PushState {
  if (permission === 'denied') return { name: 'blocked' };
  return { name: 'page', isAllowed: permission === 'granted' };
}

function notGranted(permission: NotificationPermission): PushState {
  return { name: permission === 'denied' ? 'blocked' : 'unasked' };
}
