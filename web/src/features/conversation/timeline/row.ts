/**
 * The rows of a conversation: one for each message, with what stands above it (a new day, where
 * reading stopped) and whether it goes on what the same person was saying.
 */
import type { Message } from '@/shared/api/wire';
import { type Item, idOf } from '@/shared/messenger/item';
import type { Entry } from '@/shared/outbox/entry';

export interface Row {
  /** The message's own id, from before it is sent to long after. */
  readonly id: string;
  /** As it is shown, with what is done to it here. */
  readonly message: Message;
  readonly state: 'stored' | 'pending' | 'failed';
  readonly isDeleted: boolean;
  /** What is done to it and not confirmed; the sending itself too. */
  readonly changes: readonly Entry[];
  /** Begins a day. */
  readonly isDay: boolean;
  /** Reading stopped above it. */
  readonly isNew: boolean;
  /** Begins a group: it says who and when. */
  readonly isFirst: boolean;
}

const GROUP_MS = 5 * 60_000;

export interface Sending {
  readonly entry: Entry;
  /** The files that it carries, by their ids on this device. */
  readonly uploads: readonly string[];
}

interface Around {
  /** What comes before the first. */
  readonly context: Message | null;
  /** The first that was unread when the conversation was opened. */
  readonly new_from: number | null;
  readonly user_id: string;
}

/** A row, and all that it was made of. */
interface Made {
  readonly row: Row;
  readonly item: Item;
  readonly before: Message | null;
  readonly new_from: number | null;
}

/** Rows are the same objects as long as nothing in them changes: so they are drawn once. */
export class Rows {
  #held = new Map<string, Made>();
  readonly #sent: SentAt = new Map();

  of(items: readonly Item[], { context, new_from, user_id }: Around): readonly Row[] {
    const held = new Map<string, Made>();
    let before = context;
    const rows = items.map((item) => {
      const id = idOf(item);
      if ('entry' in item) this.#sent.set(id, item.entry.created_at);
      const made = this.#remade(this.#held.get(id), { item, before, new_from }, user_id);
      held.set(id, made);
      before = made.row.message;
      return made.row;
    });
    this.#held = held;
    return rows;
  }

  #remade(old: Made | undefined, of: Omit<Made, 'row'>, user_id: string): Made {
    const { item, before, new_from } = of;
    if (old && old.item === item && old.before === before && old.new_from === new_from) return old;
    const shown = shownOf(item, user_id);
    const row = rowOf(shown, before, { new_from, at: timeOf(shown, before, this.#sent) });
    return { ...of, row: old && isSame(old.row, row) ? old.row : row };
  }
}

/** When this device sent what, by its own clock. */
type SentAt = Map<string, number>;

type Content = Pick<Row, 'message' | 'state' | 'isDeleted' | 'changes'>;

const contents = new WeakMap<Item, Content>();

function shownOf(item: Item, user_id: string): Content {
  const held = contents.get(item);
  if (held) return held;
  const content = contentOf(item, user_id);
  contents.set(item, content);
  return content;
}

function contentOf(item: Item, user_id: string): Content {
  switch (item.type) {
    case 'message':
    case 'deleted': {
      const { type, message, changes } = item;
      return { message, changes, state: 'stored', isDeleted: type === 'deleted' };
    }
    case 'pending':
    case 'failed': {
      const { type, entry, change } = item;
      const message: Message = {
        id: change.id,
        conversation_id: change.conversation_id,
        sender_id: user_id,
        // It has no place yet: after all that have one.
        seq: Number.POSITIVE_INFINITY,
        rev: 0,
        kind: 'text',
        body: change.body,
        reply_to: change.reply_to ?? null,
        attachments: [],
        poll: change.poll ?? null,
        reactions: [],
        mentions: [],
        mentions_everyone: false,
        created_at: new Date(entry.created_at).toISOString(),
      };
      return { message, changes: [entry], state: type, isDeleted: false };
    }
  }
}

/**
 * When it was said, by the clock of what comes before it. What has no place yet has this device's
 * time, which may be another than the server's: it is measured against what this device sent
 * before, and is never earlier than what it follows, so that it lies as it will lie.
 */
function timeOf({ message, state }: Content, before: Message | null, sent: SentAt): number {
  const at = Date.parse(message.created_at);
  if (state === 'stored' || !before) return at;
  const before_at = Date.parse(before.created_at);
  const before_sent = sent.get(before.id) ?? before_at;
  return before_at + Math.max(0, at - before_sent);
}

interface Above {
  readonly new_from: number | null;
  /** When it was said. */
  readonly at: number;
}

function rowOf(shown: Content, before: Message | null, { new_from, at }: Above): Row {
  const { message } = shown;
  const isDay = before === null || dayOf(Date.parse(before.created_at)) !== dayOf(at);
  const isNew = begins(message, before, new_from);
  const goesOn =
    before !== null &&
    before.sender_id === message.sender_id &&
    before.kind === 'text' &&
    message.kind === 'text' &&
    at - Date.parse(before.created_at) < GROUP_MS;
  return { id: message.id, ...shown, isDay, isNew, isFirst: isDay || isNew || !goesOn };
}

/** The first that was unread may be one that is not shown here: a reply in a thread. */
function begins({ seq }: Message, before: Message | null, new_from: number | null): boolean {
  if (new_from === null || !Number.isFinite(seq)) return false;
  return seq >= new_from && (before === null ? seq === new_from : before.seq < new_from);
}

function isSame(one: Row, other: Row): boolean {
  return (
    one.message === other.message &&
    one.state === other.state &&
    one.isDeleted === other.isDeleted &&
    one.isDay === other.isDay &&
    one.isNew === other.isNew &&
    one.isFirst === other.isFirst &&
    one.changes.length === other.changes.length &&
    one.changes.every((it, index) => it === other.changes[index])
  );
}

/** The reader's own day. */
function dayOf(at: number): string {
  return new Date(at).toDateString();
}

/** The sending of what has no place yet. */
export function sendingOf({ state, changes }: Row): Sending | null {
  const [entry] = changes;
  if (state === 'stored' || entry?.change.kind !== 'send') return null;
  return { entry, uploads: entry.change.uploads ?? [] };
}

/** The row of a `seq`, or the nearest after it. */
export function indexOf(rows: readonly Row[], seq: number): number {
  const index = rows.findIndex((it) => it.message.seq >= seq);
  return index === -1 ? rows.length - 1 : index;
}
