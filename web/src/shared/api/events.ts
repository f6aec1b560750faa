/**
 * Socket.IO as the contract has it: what a client asks and is answered, and what the server tells.
 * The one place where their names and shapes are written; nothing here runs.
 */
import type { Conversation, Me, Message, Poll, Problem, User } from './wire';

/** What a client may ask, with its answer. Each is acknowledged. */
export interface ClientEvents {
  'message:send': {
    ask: {
      id: string;
      conversation_id: string;
      body: string;
      reply_to?: string;
      attachment_ids?: string[];
      thread_id?: string;
      poll?: Poll;
    };
    /** `created_at` is provisional: the stored message has the one that counts. */
    answer: { id: string; created_at: string };
  };
  'message:edit': {
    ask: { conversation_id: string; id: string; body: string; change_id?: string };
    answer: Nothing;
  };
  'message:delete': {
    ask: { conversation_id: string; id: string; change_id?: string };
    answer: Nothing;
  };
  'reaction:set': {
    ask: { conversation_id: string; id: string; emoji: string; on: boolean; change_id?: string };
    answer: Nothing;
  };
  'pin:set': {
    ask: { conversation_id: string; id: string; on: boolean; change_id?: string };
    answer: Nothing;
  };
  /** For oneself alone. */
  'bookmark:set': {
    ask: { conversation_id: string; id: string; on: boolean };
    answer: Nothing;
  };
  'conversation:read': {
    /** Goes back only with `unread: true`. */
    ask: { conversation_id: string; seq: number; unread?: boolean };
    answer: { read_seq: number };
  };
  /** How far one has read in the thread of a message; only forward. */
  'thread:read': {
    ask: { conversation_id: string; thread_id: string; seq: number };
    answer: Nothing;
  };
  /** What is open and visible now, or null; again every 30 seconds. */
  'conversation:view': { ask: { conversation_id: string | null }; answer: Nothing };
  /** At most once in three seconds. */
  'typing:set': { ask: { conversation_id: string; on: boolean }; answer: Nothing };
  /** In place of those watched until now; at most 500. */
  'presence:watch': { ask: { user_ids: string[] }; answer: { online: string[] } };
  sync: { ask: SyncAsked; answer: SyncAnswer };
}

/** What the server tells. */
interface ServerEvents {
  'message:changed': MessageChanged;
  'message:rejected': MessageRejected;
  'conversation:changed': Conversation & { after_rev: number };
  'conversation:me': MeChanged;
  'conversation:read': { conversation_id: string; user_id: string; seq: number };
  'bookmark:changed': BookmarkChanged;
  /** What one has written to be sent later is another list. */
  'scheduled:changed': Record<string, never>;
  'user:changed': User;
  typing: { conversation_id: string; user_id: string; on: boolean };
  presence: { user_id: string; online: boolean };
  'session:revoked': Nothing;
  'sync:required': Nothing;
}

export type ClientEvent = keyof ClientEvents;

/** An event from the server, told apart by its name. */
export type ServerEvent = {
  [Name in keyof ServerEvents]: { name: Name; payload: ServerEvents[Name] };
}[keyof ServerEvents];

/** What changed in a conversation after `after_rev` up to `rev`, in order of `rev`. */
export interface MessageChanged {
  conversation_id: string;
  after_rev: number;
  rev: number;
  messages: Message[];
  /** Where it changed too. */
  conversation?: Conversation | null;
  /** Who reacted, since `messages` are the same for everybody and carry no `mine`. */
  reacted?: Reacted[];
}

export interface Reacted {
  id: string;
  user_id: string;
  emoji: string;
  on: boolean;
}

/** A change that was accepted earlier could not be stored. */
export interface MessageRejected {
  conversation_id: string;
  id: string;
  change: 'send' | 'edit' | 'delete' | 'reaction' | 'pin';
  error: Problem;
}

/** One has saved a message, or let go of it. */
export interface BookmarkChanged {
  conversation_id: string;
  id: string;
  on: boolean;
}

/** One's own part of a conversation; `me` is null when one is in it no longer. */
export interface MeChanged {
  me_rev: number;
  conversation_id: string;
  me: Me | null;
  /** When one has just come in. */
  conversation?: Conversation | null;
}

export interface SyncAsked {
  /** One's own revision; everything is told without it. */
  me_rev?: number;
  /** Conversation to revision, of all that is held. */
  heads: Record<string, number>;
}

export interface SyncAnswer {
  /** Moves only in the last answer. */
  me_rev: number | null;
  me: ({ conversation_id: string } & Me)[];
  gone: string[];
  conversations: SyncEntry[];
  /** Ask again, with the new heads. */
  has_more: boolean;
}

export interface SyncEntry {
  conversation: Conversation;
  me: Me | null;
  /** The revision to go on from. */
  rev: number;
  /** In order of `seq`. */
  messages: Message[];
  /** Too much changed: drop what is held, load a page. */
  reset: boolean;
}

type Nothing = Record<string, never>;
