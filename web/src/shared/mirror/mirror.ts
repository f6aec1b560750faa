/**
 * All that the server holds for one person, as far as this device knows it: one revision for each
 * conversation, one for oneself. It hears what the server tells, notices what it missed, and takes
 * what `sync` answers. It never changes anything by itself: what a person does goes by the outbox.
 */
import type {
  BookmarkChanged,
  MeChanged,
  ServerEvent,
  SyncAnswer,
  SyncAsked,
  SyncEntry,
} from '../api/events';
import type { Conversation, Me, Message } from '../api/wire';
import { Cell } from '../cell';
import { Resting } from '../timeline/resting';
import {
  type Heard,
  type KeptPage,
  type LoadPage,
  type Page,
  Timeline,
} from '../timeline/timeline';
import { Room, type RoomView } from './room';

export interface MirrorParts {
  readonly user_id: string;
  readonly sync: (asked: SyncAsked) => Promise<SyncAnswer>;
  readonly loadPage: LoadPage;
  /** Nothing is kept without it. */
  readonly keptPage?: KeptPage | undefined;
  /** Something is missing: call `sync`, again where it is running. */
  readonly onGap: () => void;
  /** Called with every message as the server has it, however it came. */
  readonly onSeen: (messages: readonly Message[]) => void;
}

/** So much may be heard ahead of an answer; what comes then is asked for once more. */
const MOST_AHEAD = 1_000;

const nothingKept: KeptPage = () => Promise.resolve(null);

/** Whether an answer is newer than what was heard in one of one's own revisions. */
type IsNews = (since?: number) => boolean;

export class Mirror {
  /** Of every conversation that one is in, in no order. */
  readonly views = new Cell<readonly RoomView[]>([]);
  /** Whether it is known what there is: no conversations then means that there are none. */
  readonly isKnown = new Cell(false);
  /** Counts what one has saved, or let go of, while this is here. */
  readonly saves = new Cell(0);
  /** Counts how often what is sent later became another list. */
  readonly scheduled = new Cell(0);
  readonly #parts: MirrorParts;
  readonly #rooms = new Map<string, Room>();
  readonly #resting = new Resting();
  /** When one left which, in one's own revisions: an older answer may still tell of it. */
  readonly #left = new Map<string, number>();
  /** What was heard and doesn't join, while it is asked what is missing: it may join the answer. */
  #ahead: ServerEvent[] | null = null;
  #me_rev: number | undefined;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
  }

  room(conversation_id: string): Room | undefined {
    return this.#rooms.get(conversation_id);
  }

  /** One's own revision up to which all is known; undefined before the first answer. */
  get me_rev(): number | undefined {
    return this.#me_rev;
  }

  /** Begins with what this device kept, before anything else is known: `sync` tells what followed. */
  restore(me_rev: number, views: readonly RoomView[]): void {
    for (const { conversation, me } of views) this.#enter(conversation, me, me_rev);
    this.#me_rev = me_rev;
    this.#show();
  }

  hear(event: ServerEvent): void {
    switch (event.name) {
      case 'message:changed':
        this.#parts.onSeen(event.payload.messages);
        this.#change(event, event.payload.conversation_id, (room) => room.hear(event.payload));
        break;
      case 'conversation:changed': {
        const { after_rev, ...conversation } = event.payload;
        const change = { after_rev, rev: conversation.rev, messages: [], conversation };
        this.#change(event, conversation.id, (room) => room.hear(change));
        break;
      }
      case 'bookmark:changed':
        this.#save(event.payload);
        break;
      case 'scheduled:changed':
        this.scheduled.set(this.scheduled.get() + 1);
        break;
      case 'conversation:me':
        if (!this.#hearMe(event.payload)) this.#miss(event);
        break;
      default:
        return;
    }
    this.#show();
  }

  /** Asks what was missed, and takes it; then what came ahead of that. */
  async sync(): Promise<void> {
    this.#ahead = [];
    try {
      await this.#ask();
    } finally {
      const ahead = this.#ahead;
      this.#ahead = null;
      for (const event of ahead) this.hear(event);
    }
  }

  async #ask(): Promise<void> {
    // The same in every question: the last answer tells of oneself all that the others may have
    // been too old for.
    const own = this.#me_rev === undefined ? {} : { me_rev: this.#me_rev };
    let hasMore = true;
    while (hasMore) {
      const heads: Record<string, number> = {};
      for (const [id, { timeline }] of this.#rooms) heads[id] = timeline.rev;
      const asked = { ...own, heads };
      const answer = await this.#parts.sync(asked);
      this.#take(asked, answer);
      hasMore = answer.has_more;
    }
    this.isKnown.set(true);
  }

  /** One's own, and here or elsewhere: the outbox may wait for it. */
  #save({ conversation_id, id, on }: BookmarkChanged): void {
    this.saves.set(this.saves.get() + 1);
    const message = this.#rooms.get(conversation_id)?.timeline.save(id, on);
    if (message) this.#parts.onSeen([message]);
  }

  #change(event: ServerEvent, id: string, hear: (room: Room) => Heard): void {
    const room = this.#rooms.get(id);
    if (!room || hear(room) === 'gap') this.#miss(event);
  }

  #miss(event: ServerEvent): void {
    if (this.#ahead && this.#ahead.length < MOST_AHEAD) this.#ahead.push(event);
    else this.#parts.onGap();
  }

  /** False where it doesn't join what is known of oneself. */
  #hearMe({ me_rev, conversation_id, me, conversation }: MeChanged): boolean {
    // What comes before the first answer is in it.
    if (this.#me_rev === undefined || me_rev <= this.#me_rev) return true;
    if (me_rev > this.#me_rev + 1) return false;
    this.#me_rev = me_rev;
    const room = this.#rooms.get(conversation_id);
    if (!me) this.#leave(conversation_id, me_rev);
    else if (room) room.setMe(me, me_rev);
    else if (conversation) this.#enter(conversation, me, me_rev);
    else this.#parts.onGap();
    return true;
  }

  #take(asked: SyncAsked, answer: SyncAnswer): void {
    const { me_rev } = answer;
    // A backup was restored, and one's own revision went back with it: nothing newer is known.
    const isBack = me_rev !== null && me_rev < (asked.me_rev ?? 0);
    if (isBack) this.#left.clear();
    // An answer that has more behind it may be as old as its question.
    const as_of = (answer.has_more ? asked.me_rev : me_rev) ?? 0;
    const isNews: IsNews = (since) => isBack || (since ?? 0) <= as_of;
    for (const entry of answer.conversations) this.#takeEntry(asked, entry, as_of, isNews);
    if (!answer.has_more) this.#takeOwn(answer, as_of, isNews);
    this.#show();
  }

  #takeEntry({ heads }: SyncAsked, entry: SyncEntry, as_of: number, isNews: IsNews): void {
    const { conversation, me, messages } = entry;
    const room = this.#rooms.get(conversation.id);
    // More had been said when it was read than when what is held was: it is newer, however old the
    // question, and the last answer, which would tell so as well, may never come.
    const isLater = (me?.last_seq ?? 0) > (room?.read_at ?? 0);
    this.#parts.onSeen(messages);
    if (room) this.#catchUp(room, heads[conversation.id], entry);
    if (!me) return;
    if (room && isNews(room.me_rev)) room.setMe(me, as_of);
    else if (room && isLater) room.setMe(me, room.me_rev);
    else if (!room && isNews(this.#left.get(conversation.id))) this.#enter(conversation, me, as_of);
  }

  #catchUp(room: Room, head: number | undefined, entry: SyncEntry): void {
    // It has gone back to what was kept meanwhile: the answer doesn't join that.
    if (head !== undefined && room.timeline.rev < head) this.#parts.onGap();
    else if (head !== undefined) room.catchUp(entry);
    // What the question didn't name is answered without messages, though it may be known by now.
    else if (entry.rev > room.timeline.rev) room.catchUp({ ...entry, reset: true });
  }

  #takeOwn(answer: SyncAnswer, as_of: number, isNews: IsNews): void {
    for (const { conversation_id, ...me } of answer.me) {
      const room = this.#rooms.get(conversation_id);
      if (room && isNews(room.me_rev)) room.setMe(me, as_of);
      else if (!room && isNews(this.#left.get(conversation_id))) this.#parts.onGap();
    }
    for (const id of answer.gone) {
      if (isNews(this.#rooms.get(id)?.me_rev)) this.#leave(id, as_of);
    }
    const isBack = isNews(Number.POSITIVE_INFINITY);
    this.#me_rev = isBack ? as_of : Math.max(this.#me_rev ?? 0, as_of);
  }

  #enter(conversation: Conversation, me: Me, me_rev: number): void {
    const { user_id, loadPage, keptPage = nothingKept, onGap } = this.#parts;
    const seen = <T extends Page | null>(page: T): T => {
      if (page) this.#parts.onSeen(page.messages);
      return page;
    };
    const timeline = new Timeline(
      conversation.id,
      user_id,
      (id, place) => loadPage(id, place).then(seen),
      {
        keptPage: (id, place) => keptPage(id, place).then(seen),
        onBehind: onGap,
        onRest: (it) => this.#resting.add(it),
      },
    );
    this.#left.delete(conversation.id);
    this.#rooms.set(conversation.id, new Room(timeline, user_id, conversation, me, me_rev));
  }

  #leave(id: string, me_rev: number): void {
    this.#left.set(id, me_rev);
    const room = this.#rooms.get(id);
    if (room) this.#resting.remove(room.timeline);
    this.#rooms.delete(id);
  }

  #show(): void {
    const views = [...this.#rooms.values()].map((room) => room.view.get());
    const held = this.views.get();
    const isSame = views.length === held.length && views.every((it, index) => it === held[index]);
    if (!isSame) this.views.set(views);
  }
}
