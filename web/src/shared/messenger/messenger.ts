/**
 * One person's running client: the connection, what is known, what is to be sent, and in which order
 * they talk. It lives from logging in to logging out; another person gets another one.
 *
 * First there is a connection, then what was missed is asked for, then what was left is sent: so
 * what had arrived already is seen to have, and isn't sent again.
 */

import type { MessageChanged, ServerEvent } from '../api/events';
import type { Cell } from '../cell';
import { Connection, type Credentials } from '../connection/connection';
import type { Dial } from '../connection/line';
import type { Draft, DraftStore } from '../drafts/draft';
import { Drafts } from '../drafts/drafts';
import type { KeptState } from '../kept/kept';
import { CatchUp } from '../mirror/catch-up';
import { Mirror } from '../mirror/mirror';
import type { EntryStore } from '../outbox/entry';
import { Outbox } from '../outbox/outbox';
import { type LoadUsers, People } from '../people/people';
import { Presence } from '../people/presence';
import type { Attention } from '../reading/attention';
import { ReadMarks } from '../reading/read-marks';
import { Viewing } from '../reading/viewing';
import type { TabNews, Tabs } from '../session/tabs';
import { Keeping } from '../storage/keeping';
import { watchedDrafts, watchedEntries } from '../storage/watched';
import { Throttle } from '../throttle';
import type { KeptPage, LoadPage } from '../timeline/timeline';
import { Typing } from '../typing/typing';
import { Uploads, type UploadsParts } from '../uploads/uploads';
import { sendOver } from './send-change';

export interface MessengerParts {
  readonly user_id: string;
  readonly credentials: Credentials;
  readonly dial: Dial;
  readonly loadPage: LoadPage;
  /** Nothing is kept without it. */
  readonly keptPage?: KeptPage;
  readonly loadUsers: LoadUsers;
  readonly entries: EntryStore;
  readonly drafts: DraftStore;
  readonly uploads: Omit<UploadsParts, 'onSettled' | 'keeping'>;
  readonly attention: Cell<Attention>;
  /** Where there are other tabs. */
  readonly tabs?: Tabs;
}

/** What is written in one moment is told to other tabs once. */
const TELL_EVERY_MS = 100;

export class Messenger {
  readonly user_id: string;
  readonly connection: Connection;
  readonly mirror: Mirror;
  readonly outbox: Outbox;
  readonly people: People;
  readonly presence: Presence;
  readonly drafts: Drafts;
  readonly uploads: Uploads;
  readonly typing: Typing;
  readonly attention: Cell<Attention>;
  readonly readMarks: ReadMarks;
  readonly viewing: Viewing;
  /** Whether what one writes outlives the page. */
  readonly keeping = new Keeping();
  readonly #tabs: Tabs | undefined;
  readonly #unlisten: (() => void) | undefined;
  readonly #catchUp: CatchUp;
  /** Whether the outbox waits for what this connection has missed. */
  #isBehind = true;
  /** Whether the server has lost sight of what it told by itself: who is here, say. */
  #isUnwatched = false;

  constructor(parts: MessengerParts) {
    const { user_id, credentials, dial, loadPage, loadUsers, entries, drafts, attention } = parts;
    const connection = new Connection(dial, credentials);
    const { keeping } = this;
    const uploads = new Uploads({ ...parts.uploads, keeping, onSettled: () => outbox.look() });
    const kept = watchedEntries(entries, { keeping, onWritten: this.#teller('outbox') });
    const outbox = new Outbox(kept, sendOver(connection, uploads), uploads);
    this.user_id = user_id;
    this.#tabs = parts.tabs;
    this.#unlisten = parts.tabs?.listen((news) => this.#hearTab(news));
    this.connection = connection;
    this.outbox = outbox;
    this.uploads = uploads;
    this.people = new People(loadUsers);
    this.presence = new Presence((asked) => connection.ask('presence:watch', asked));
    this.drafts = new Drafts(watchedDrafts(drafts, { keeping, onWritten: this.#teller('drafts') }));
    this.typing = new Typing(user_id, (asked) => connection.ask('typing:set', asked));
    this.attention = attention;
    this.readMarks = new ReadMarks(
      (asked) => connection.ask('conversation:read', asked),
      attention,
    );
    this.viewing = new Viewing((asked) => connection.ask('conversation:view', asked), attention);
    this.mirror = new Mirror({
      user_id,
      loadPage,
      keptPage: parts.keptPage,
      sync: async (asked) => await connection.ask('sync', asked),
      onGap: () => this.#catchUp.now(),
      onSeen: (messages) => outbox.seen(messages),
    });
    this.#catchUp = new CatchUp(
      () => this.mirror.sync(),
      () => this.#caughtUp(),
    );
    connection.state.subscribe(() => this.#connectionChanged());
    connection.listen((event) => this.#hear(event));
  }

  /** Before `start`: what this device kept, for as long as nobody answers. */
  restore({ me_rev, rooms, people }: KeptState, drafts: readonly Draft[] = []): void {
    this.mirror.restore(me_rev, rooms);
    this.people.learn(people);
    // Before there is a field: what is typed there would take the place of what was begun.
    this.drafts.restore(drafts);
  }

  async start(): Promise<void> {
    this.connection.start();
    await Promise.all([this.outbox.load(), this.drafts.refresh()]);
  }

  stop(): void {
    this.#unlisten?.();
    this.connection.stop();
    this.presence.disconnected();
    this.typing.disconnected();
    this.people.stop();
    this.outbox.pause();
    this.uploads.stop();
    this.readMarks.stop();
    this.viewing.stop();
    this.#catchUp.close();
  }

  /** The person is back, or the network is. */
  wake(): void {
    this.connection.wake();
    this.#catchUp.now();
    this.look();
  }

  /** Another window may have gone on with what was begun here. */
  look(): void {
    void this.drafts.refresh();
    void this.outbox.load();
  }

  #teller(what: 'outbox' | 'drafts'): () => void {
    const tell = (): void => this.#tabs?.tell({ name: 'written', person: this.user_id, what });
    const throttle = new Throttle(TELL_EVERY_MS, tell);
    return () => throttle.wish();
  }

  #hearTab(news: TabNews): void {
    if (news.name !== 'written' || news.person !== this.user_id) return;
    if (news.what === 'drafts') void this.drafts.refresh();
    else void this.outbox.load();
  }

  #hear(event: ServerEvent): void {
    if (event.name === 'message:changed') this.#endTyping(event.payload);
    this.mirror.hear(event);
    switch (event.name) {
      case 'message:rejected':
        this.outbox.reject(event.payload);
        break;
      case 'sync:required':
        this.#isUnwatched = true;
        this.#catchUp.soon();
        break;
      case 'user:changed':
        this.people.learn([event.payload]);
        break;
      case 'typing':
        this.typing.hear(event.payload);
        break;
      case 'presence':
        this.presence.hear(event.payload);
        break;
      default:
    }
  }

  /** Before the mirror takes it: new is what it doesn't know. */
  #endTyping({ conversation_id, messages }: MessageChanged): void {
    const newest = this.mirror.room(conversation_id)?.timeline.newest ?? 0;
    const arrived = messages.filter((it) => it.seq > newest).map((it) => it.sender_id);
    this.typing.arrived(conversation_id, arrived);
  }

  #connectionChanged(): void {
    this.#isBehind = true;
    if (this.connection.state.get().name === 'online') {
      this.#catchUp.open();
      this.presence.connected();
      this.viewing.connected();
      this.readMarks.connected();
      this.people.refresh();
      this.uploads.connected();
    } else {
      this.presence.disconnected();
      this.typing.disconnected();
      this.people.pause();
      this.outbox.pause();
      this.uploads.disconnected();
      this.#catchUp.close();
    }
  }

  #caughtUp(): void {
    if (this.#isBehind) this.outbox.resume();
    else this.outbox.settle();
    this.#isBehind = false;
    if (this.#isUnwatched) this.presence.again();
    this.#isUnwatched = false;
  }
}
