/** Somebody at a browser, with tabs of the app in it, and a server that knows them. */
import { Session, type SessionParts } from '@/shared/session/session';
import { ModelAuth } from './model-auth';

type TabParts = Pick<SessionParts, 'erase' | 'fetch'>;

export class Seat {
  readonly auth = new ModelAuth();
  readonly browser: ReturnType<ModelAuth['browser']>;
  /** What the browser stores of a farewell. */
  isOwed = false;

  constructor() {
    this.auth.addUser('ana', 'correct horse');
    this.browser = this.auth.browser();
  }

  /** A tab of the browser, and whose local data it erased. */
  tab({ erase = () => Promise.resolve(), fetch = this.browser.fetch }: Partial<TabParts> = {}) {
    const erased: string[] = [];
    const session = new Session({
      fetch,
      tabs: this.browser.tabs(),
      farewell: {
        isOwed: () => this.isOwed,
        owe: () => {
          this.isOwed = true;
        },
        settle: () => {
          this.isOwed = false;
        },
      },
      erase: async (id) => {
        erased.push(id);
        await erase(id);
      },
    });
    return { session, erased };
  }

  async loggedIn() {
    const it = this.tab();
    await it.session.login('ana', 'correct horse');
    return it;
  }
}

export function nameOf(session: Session): string {
  return session.state.get().name;
}
