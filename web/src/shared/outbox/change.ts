/**
 * What a person may do to a conversation's messages, as the outbox holds it: plain data that can be
 * stored, with the id that makes doing it twice harmless.
 */
import { v7 } from 'uuid';
import type { Message, Poll } from '../api/wire';

export type Change =
  | {
      readonly kind: 'send';
      readonly conversation_id: string;
      /** The message's own. */
      readonly id: string;
      readonly body: string;
      readonly reply_to?: string;
      /** The message in whose thread it is. */
      readonly thread_id?: string;
      /** What it asks. */
      readonly poll?: Poll;
      /** Of the files that it carries, by their ids on this device. */
      readonly uploads?: readonly string[];
    }
  | (OfMessage & { readonly kind: 'edit'; readonly body: string })
  | (OfMessage & { readonly kind: 'delete' })
  | (OfMessage & { readonly kind: 'pin' | 'save'; readonly on: boolean })
  | (OfMessage & { readonly kind: 'react'; readonly emoji: string; readonly on: boolean });

export type NewMessage = Extract<Change, { kind: 'send' }>;

interface OfMessage {
  readonly conversation_id: string;
  readonly id: string;
  readonly change_id: string;
}

/** A new id. Works without `crypto.randomUUID`, which plain HTTP doesn't have. */
export function newId(): string {
  return v7();
}

/** What tells this change from every other one. */
export function keyOf(change: Change): string {
  return change.kind === 'send' ? change.id : change.change_id;
}

/** Whether a message as the server has it may have this done to it. */
export function shows(message: Message, change: Change): boolean {
  switch (change.kind) {
    case 'edit':
      return message.body === change.body;
    case 'delete':
      return message.deleted_at != null;
    case 'pin':
      return (message.pinned_at != null) === change.on;
    case 'save':
      return (message.bookmarked ?? false) === change.on;
    case 'send':
    // Events don't say whose reactions they have, so any version is taken for it.
    case 'react':
      return true;
  }
}

/** Resolves when the server has acknowledged it. */
export type SendChange = (change: Change) => Promise<void>;

/** Something said in a thread. */
export function isReply(change: Change): boolean {
  return change.kind === 'send' && change.thread_id !== undefined;
}
