/**
 * One conversation as the contract has it, in memory: messages by `seq`, a revision for each change,
 * repeats that change nothing. Every change gives what is announced of it.
 */
import type { MessageChanged, Reacted } from '@/shared/api/events';
import type { Conversation, Me, Message, MessagePage } from '@/shared/api/wire';
import type { Place } from '@/shared/timeline/timeline';

export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

type Announced = Omit<MessageChanged, 'conversation_id'>;

const PAGE = 7;
const NOW = '2026-01-01T00:00:00.000Z';

export class ModelConversation {
  readonly id: string;
  /** Who is in it, and how far they have read. */
  readonly members = new Map<string, number>();
  readonly messages: Message[] = [];
  rev = 0;
  #title = 'one';
  #title_rev = 0;
  readonly #changes = new Set<string>();
  /** By message and emoji, who reacted. */
  readonly #reactions = new Map<string, Map<string, Set<string>>>();

  constructor(id: string) {
    this.id = id;
  }

  send(user_id: string, id: string, body: string): Announced {
    this.expectMember(user_id);
    const stored = this.messages.find((it) => it.id === id);
    if (stored && stored.sender_id !== user_id) throw new Refusal('id_conflict');
    // A repeat announces what is stored, again.
    if (stored) return { after_rev: stored.rev - 1, rev: stored.rev, messages: [stored] };
    const change = this.#append(user_id, id, { kind: 'text', body });
    this.members.set(user_id, this.messages.length);
    return change;
  }

  edit(user_id: string, id: string, change_id: string, body: string): Announced | null {
    return this.#change(user_id, id, change_id, (message) => {
      if (message.sender_id !== user_id) throw new Refusal('forbidden');
      if (message.deleted_at) throw new Refusal('gone');
      return { ...message, body, edited_at: NOW };
    });
  }

  delete(user_id: string, id: string, change_id: string): Announced | null {
    return this.#change(user_id, id, change_id, (message) => {
      if (message.sender_id !== user_id) throw new Refusal('forbidden');
      if (message.deleted_at) return message;
      this.#reactions.delete(id);
      return { ...message, body: null, deleted_at: NOW, reactions: [] };
    });
  }

  react(user_id: string, id: string, change_id: string, emoji: string, on: boolean) {
    const announced = this.#change(user_id, id, change_id, (message) => {
      if (message.deleted_at) throw new Refusal('gone');
      const byEmoji = this.#reactions.get(id) ?? new Map<string, Set<string>>();
      const who = byEmoji.get(emoji) ?? new Set<string>();
      if (who.has(user_id) === on) return message;
      if (on) who.add(user_id);
      else who.delete(user_id);
      this.#reactions.set(id, byEmoji.set(emoji, who));
      const reactions = [...byEmoji]
        .filter(([, users]) => users.size > 0)
        // The first one only, so that `user_ids` of two is not the whole truth.
        .map(([emoji, users]) => ({ emoji, count: users.size, user_ids: [...users].slice(0, 1) }));
      return { ...message, reactions };
    });
    const reacted: Reacted[] = [{ id, user_id, emoji, on }];
    return announced && { ...announced, reacted };
  }

  rename(user_id: string, id: string, title: string): Announced {
    this.#title = title;
    const change = this.#append(user_id, id, { kind: 'system', event: 'renamed', data: { title } });
    this.#title_rev = this.rev;
    return { ...change, conversation: this.conversation() };
  }

  enter(user_id: string, id: string): Announced {
    this.members.set(user_id, this.messages.length);
    const data = { user_ids: [user_id] };
    const change = this.#append(user_id, id, { kind: 'system', event: 'added', data });
    this.members.set(user_id, this.messages.length);
    return { ...change, conversation: this.conversation() };
  }

  leave(user_id: string, id: string): Announced {
    this.members.delete(user_id);
    const change = this.#append(user_id, id, { kind: 'system', event: 'left', data: {} });
    return { ...change, conversation: this.conversation() };
  }

  expectMember(user_id: string): void {
    if (!this.members.has(user_id)) throw new Refusal('not_found');
  }

  conversation(): Conversation {
    const last_message = this.messages.at(-1) ?? null;
    return {
      id: this.id,
      kind: 'group',
      title: `${this.#title} since ${this.#title_rev}`,
      members_count: this.members.size,
      last_seq: this.messages.length,
      rev: this.rev,
      last_message,
      created_at: NOW,
    };
  }

  me(user_id: string): Me {
    const read_seq = this.members.get(user_id) ?? 0;
    const unread = this.messages.slice(read_seq).filter((it) => it.kind === 'text').length;
    const last_seq = this.messages.length;
    return {
      role: 'member',
      read_seq,
      unread,
      mentions: 0,
      thread_unread: 0,
      notify: 'all',
      joined_at: NOW,
      last_seq,
    };
  }

  /** As it is read, with `mine`. */
  read(message: Message, user_id: string): Message {
    const isMine = (emoji: string) =>
      this.#reactions.get(message.id)?.get(emoji)?.has(user_id) ?? false;
    const reactions = message.reactions.map((it) => ({ ...it, mine: isMine(it.emoji) }));
    return { ...message, reactions, bookmarked: false };
  }

  changed(after_rev: number, user_id: string): Message[] {
    const changed = this.messages.filter((it) => it.rev > after_rev);
    return changed.map((it) => this.read(it, user_id));
  }

  page(user_id: string, place: Place): MessagePage {
    this.expectMember(user_id);
    const all = this.messages;
    let from = Math.max(0, all.length - PAGE);
    if ('before' in place) from = Math.max(0, place.before - 1 - PAGE);
    if ('after' in place) from = place.after;
    if ('around' in place) from = Math.max(0, place.around - 1 - Math.floor(PAGE / 2));
    const to = 'before' in place ? place.before - 1 : from + PAGE;
    const messages = all.slice(from, to).map((it) => this.read(it, user_id));
    return { messages, has_more_before: from > 0, has_more_after: to < all.length };
  }

  #append(sender_id: string, id: string, what: Partial<Message>): Announced {
    this.rev += 1;
    const message = {
      id,
      conversation_id: this.id,
      sender_id,
      seq: this.messages.length + 1,
      rev: this.rev,
      attachments: [],
      reactions: [],
      mentions: [],
      created_at: NOW,
      ...what,
    } as Message;
    this.messages.push(message);
    return { after_rev: this.rev - 1, rev: this.rev, messages: [message] };
  }

  #change(
    user_id: string,
    id: string,
    change_id: string,
    how: (message: Message) => Message,
  ): Announced | null {
    this.expectMember(user_id);
    const held = this.messages.find((it) => it.id === id);
    if (!held) throw new Refusal('not_found');
    if (this.#changes.has(change_id)) return null;
    const next = how(held);
    this.#changes.add(change_id);
    if (next === held) return null;
    this.rev += 1;
    const message = { ...next, rev: this.rev };
    this.messages[message.seq - 1] = message;
    return { after_rev: this.rev - 1, rev: this.rev, messages: [message] };
  }
}
