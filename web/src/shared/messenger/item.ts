/**
 * What a conversation shows: messages as the server has them, with what this person has just done to
 * them on top. A change shows at once and in its final place, and its confirmation moves nothing.
 */
import type { Message } from '../api/wire';
import type { Change } from '../outbox/change';
import type { Entry } from '../outbox/entry';
import { rivalsOf } from '../poll/votes';

export type Item =
  | {
      readonly type: 'message';
      readonly message: Message;
      /** What is done to it here, and not confirmed. */
      readonly changes: readonly Entry[];
    }
  | { readonly type: 'deleted'; readonly message: Message; readonly changes: readonly Entry[] }
  /** On its way. */
  | { readonly type: 'pending'; readonly entry: Entry; readonly change: Send }
  /** Refused; the person tries again or gives it up. */
  | { readonly type: 'failed'; readonly entry: Entry; readonly change: Send };

type Send = Extract<Change, { kind: 'send' }>;
type React = Extract<Change, { kind: 'react' }>;

/** Of a message that nothing is done to: always the same one, so that only what changed is drawn. */
const untouched = new WeakMap<Message, Item>();

/** Of the message: the same from before it is sent. */
export function idOf(item: Item): string {
  return 'message' in item ? item.message.id : item.change.id;
}

/** `entries`: of this conversation, in their order. */
export function itemsOf(
  messages: readonly Message[],
  entries: readonly Entry[],
  user_id: string,
): readonly Item[] {
  const changed = new Set(entries.map((it) => it.change.id));
  return messages.map((message) => {
    if (!changed.has(message.id)) return untouchedItem(message, user_id);
    const changes = entries.filter((it) => it.change.id === message.id);
    return itemOf(message, changes, user_id);
  });
}

/** What follows the newest message: own ones that have no place yet. */
export function unsent(entries: readonly Entry[], isStored: (id: string) => boolean): Item[] {
  return entries.flatMap((entry): Item[] => {
    const { change } = entry;
    if (change.kind !== 'send' || isStored(change.id)) return [];
    const edits = entries.filter((it) => it.change.id === change.id && it !== entry);
    if (edits.some((it) => it.change.kind === 'delete')) return [];
    const body = edits.reduce((body, it) => bodyAfter(body, it.change), change.body);
    const type = entry.state === 'failed' ? 'failed' : 'pending';
    return [{ type, entry, change: { ...change, body } }];
  });
}

function untouchedItem(message: Message, user_id: string): Item {
  const held = untouched.get(message);
  if (held) return held;
  const item = itemOf(message, [], user_id);
  untouched.set(message, item);
  return item;
}

function itemOf(message: Message, changes: readonly Entry[], user_id: string): Item {
  // What was refused isn't shown as done.
  const done = changes.filter((it) => it.state !== 'failed').map((it) => it.change);
  const shown = done.reduce((it, change) => after(it, change, user_id), message);
  return { type: shown.deleted_at ? 'deleted' : 'message', message: shown, changes };
}

function after(message: Message, change: Change, user_id: string): Message {
  if (message.deleted_at) return message;
  switch (change.kind) {
    case 'send':
      return message;
    case 'edit':
      return { ...message, body: change.body, edited_at: message.edited_at ?? message.created_at };
    case 'delete':
      return {
        ...message,
        body: null,
        poll: null,
        reactions: [],
        pinned_at: null,
        deleted_at: message.created_at,
      };
    case 'pin':
      return change.on ? pinned(message, user_id) : { ...message, pinned_at: null };
    case 'save':
      return { ...message, bookmarked: change.on };
    case 'react':
      return voted(message, change, user_id);
  }
}

function pinned(message: Message, user_id: string): Message {
  return { ...message, pinned_at: message.created_at, pinned_by: user_id };
}

/** As the server does it: a vote takes the former one away, where one has one. */
function voted(message: Message, { emoji, on }: React, user_id: string): Message {
  const rivals = on ? rivalsOf(message, emoji) : [];
  const shown = reacted(message, emoji, on, user_id);
  return rivals.reduce((it, rival) => reacted(it, rival, false, user_id), shown);
}

function reacted(message: Message, emoji: string, on: boolean, user_id: string): Message {
  const held = message.reactions.find((it) => it.emoji === emoji);
  if ((held?.mine ?? false) === on) return message;
  const others = held?.user_ids.filter((it) => it !== user_id) ?? [];
  const user_ids = on ? [...others, user_id] : others;
  const next = { emoji, count: (held?.count ?? 0) + (on ? 1 : -1), user_ids, mine: on };
  const reactions = held
    ? message.reactions.map((it) => (it === held ? next : it))
    : [...message.reactions, next];
  return { ...message, reactions: reactions.filter((it) => it.count > 0) };
}

function bodyAfter(body: string, change: Change): string {
  return change.kind === 'edit' ? change.body : body;
}
