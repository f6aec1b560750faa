/**
 * What is being written in one conversation: something new, an answer, or a change to a message; and
 * its draft. The text itself stays in its field: nothing is drawn again with each key, however much
 * arrives meanwhile.
 */
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { type Draft, isEmpty, isSame } from '@/shared/drafts/draft';
import { type NewMessage, newId } from '@/shared/outbox/change';
import type { Scene, Writing } from '../scene';
import { bodyOf, charsLeft, MOST_CHARS } from './body';
import { lastOwn } from './last-own';
import { NOTHING } from './left-out';
import { letGo, MOST_FILES, trayOf } from './tray';
import {
  ASIDE,
  type Aside,
  EMPTY,
  type Field,
  isSameView,
  lookAtFiles,
  replyOf,
  type WriterView,
} from './writer-view';

/** Null where there is no such message any more. */
type FindMessage = (id: string) => Promise<Message | null>;

export class Writer {
  readonly view = new Cell<WriterView>(EMPTY);
  /** Characters that a message may have. */
  most_chars = MOST_CHARS;
  most_files = MOST_FILES;
  readonly #scene: Scene;
  readonly #findMessage: FindMessage;
  #field: Field | null = null;
  /** What the field shows now. */
  #shown: Writing = { name: 'new' };
  /** What was being written when the change of a message began. */
  #aside: Aside = ASIDE;
  /** Parts of the draft whose messages are not found yet. */
  #sought: Pick<Draft, 'reply_to' | 'edit'> = {};
  /** Somebody is typing since the draft was taken: nothing is put in place of it. */
  #isTouched = false;
  #changed: (() => void) | null = null;

  constructor(scene: Scene, findMessage: FindMessage) {
    this.#scene = scene;
    this.#findMessage = findMessage;
  }

  /** Until the returned function is called. */
  attach(field: Field, onText: () => void): () => void {
    const { messenger, place_id, writing } = this.#scene;
    const { uploads, outbox } = messenger;
    this.#field = field;
    this.#changed = onText;
    const draft = messenger.drafts.of(place_id);
    const { state } = messenger.connection;
    this.#restore(draft.get());
    const ends = [
      // What nobody answered is asked for again.
      state.subscribe(() => state.get().name === 'online' && void this.#seek()),
      writing.subscribe(() => this.#turn(writing.get())),
      draft.subscribe(() => this.#restore(draft.get())),
      uploads.all.subscribe(() => this.#look()),
      outbox.entries.subscribe(() => this.#look()),
    ];
    this.#look();
    return () => {
      for (const end of ends) end();
      messenger.drafts.flush();
      this.#typing(false);
      this.#field = null;
    };
  }

  /** With each key. */
  typed(): void {
    this.#isTouched = true;
    this.#look();
    this.#keep();
    this.#typing(!(this.view.get().isBlank || this.#shown.name === 'edit'));
  }

  /** In a thread nobody is told: it would be shown beside all threads. */
  #typing(isTyping: boolean): void {
    const { messenger, conversation_id, thread } = this.#scene;
    if (thread) return;
    if (isTyping) messenger.typing.typed(conversation_id);
    else messenger.typing.stopped(conversation_id);
  }

  /** Sends it, or saves the change. False where there is nothing, or too much. */
  submit(): boolean {
    if (this.#shown.name === 'edit') return this.#save(this.#shown.message);
    const change = this.read();
    if (change) this.#send(change);
    return change !== null;
  }

  /** Out of an answer or a change; false where one was in neither. */
  cancel(): boolean {
    const { writing } = this.#scene;
    const { name } = writing.get();
    if (name === 'new') return false;
    writing.set(name === 'edit' ? this.#aside.writing : { name: 'new' });
    return true;
  }

  /** Changes one's newest message, as far as it is loaded; false where there is none. */
  editLast(): boolean {
    if (!this.view.get().isBlank || this.#shown.name !== 'new') return false;
    const message = lastOwn(this.#scene);
    if (message) this.#scene.writing.set({ name: 'edit', message });
    return message !== null;
  }

  #send(change: NewMessage): void {
    const { messenger } = this.#scene;
    messenger.outbox.add(change);
    // Whoever sends it doesn't want it to wait.
    for (const id of change.uploads ?? []) messenger.uploads.resume(id);
    this.begin();
    this.#scene.toNewest();
  }

  /** What is written and could be sent as it is; null where it can't, or is a change. */
  read(): NewMessage | null {
    const { isNothing, isStuck, left } = this.#look();
    if (isNothing || isStuck || (left ?? 0) < 0 || this.#shown.name === 'edit') return null;
    const { messenger, conversation_id, place_id, thread } = this.#scene;
    const { reply_to } = this.#draft();
    const uploads = trayOf(messenger, place_id).map((it) => it.id);
    return {
      kind: 'send',
      id: newId(),
      conversation_id,
      body: bodyOf(this.#text()),
      ...(thread ? { thread_id: thread.thread_id } : {}),
      ...(reply_to === undefined ? {} : { reply_to }),
      ...(uploads.length === 0 ? {} : { uploads }),
    };
  }

  /** It is sent otherwise, and no more from here; what was changed of it meanwhile is another message. */
  taken(change: NewMessage): void {
    const { messenger, place_id } = this.#scene;
    letGo(messenger, place_id, change);
    const draft = messenger.drafts.of(place_id).get();
    if (bodyOf(draft?.text ?? '') !== change.body) return;
    if (!this.#field) messenger.drafts.erase(place_id);
    else if (this.#shown.name === 'edit') this.#aside = ASIDE;
    else this.begin();
  }

  /** What was written is taken: the next one begins. */
  begin(): void {
    const { messenger, writing } = this.#scene;
    this.#scene.leftOut.set(NOTHING);
    // A change that could not be shown yet is not sent with it, nor lost.
    this.#forget('reply_to');
    this.#shown = { name: 'new' };
    writing.set(this.#shown);
    this.#put('');
    this.#keep();
    messenger.drafts.flush();
    this.#typing(false);
  }

  #save({ id, body: before }: Message): boolean {
    const { isNothing, left } = this.#look();
    if (isNothing || (left ?? 0) < 0) return false;
    const { messenger, conversation_id } = this.#scene;
    const body = bodyOf(this.#text());
    if (body !== before) {
      messenger.outbox.add({ kind: 'edit', id, conversation_id, change_id: newId(), body });
    }
    return this.cancel();
  }

  /** Another thing is to be written than the field shows. */
  #turn(next: Writing): void {
    const before = this.#shown;
    if (next === before) return;
    this.#shown = next;
    if (next.name === 'edit') {
      if (before.name !== 'edit') this.#aside = { text: this.#text(), writing: before };
      const { edit, ...rest } = this.#sought;
      this.#sought = rest;
      const isBegun = edit?.id === next.message.id;
      this.#put(isBegun ? edit.text : (next.message.body ?? ''));
    } else if (before.name === 'edit') {
      this.#put(this.#aside.text);
      this.#aside = ASIDE;
    }
    if (next.name === 'reply') this.#forget('reply_to');
    this.#keep();
    this.#field?.focus();
  }

  /** Takes a draft that was not typed here. */
  #restore(draft: Draft | null): void {
    const held = this.#draft();
    if (isSame(draft, isEmpty(held) ? null : held)) return;
    this.#shown = { name: 'new' };
    this.#aside = ASIDE;
    this.#isTouched = false;
    this.#scene.writing.set(this.#shown);
    const { reply_to, edit } = draft ?? {};
    this.#sought = { ...(reply_to === undefined ? {} : { reply_to }), ...(edit ? { edit } : {}) };
    this.#put(draft?.text ?? '');
    void this.#seek();
  }

  /** Finds the messages that the draft is about; where nobody answers it is left as it is. */
  async #seek(): Promise<void> {
    const { reply_to, edit } = this.#sought;
    if (reply_to === undefined && !edit) return;
    const [reply, edited] = await Promise.all([this.#find(reply_to), this.#find(edit?.id)]).catch(
      () => [undefined, undefined],
    );
    if (!this.#field) return;
    // What was sent, or turned from, meanwhile is sought no more.
    if (reply !== undefined && this.#sought.reply_to === reply_to) this.#answer(reply);
    const isSought = edited !== undefined && this.#sought.edit?.id === edit?.id;
    if (isSought && !this.#isTouched) this.#goOnWith(edited);
    this.#scene.writing.set(this.#shown);
  }

  #answer(message: Message | null): void {
    this.#forget('reply_to');
    if (!message) return;
    const reply = { name: 'reply', to: message } as const;
    if (this.#shown.name === 'edit') this.#aside = { ...this.#aside, writing: reply };
    else this.#shown = reply;
  }

  #goOnWith(message: Message | null): void {
    const { edit } = this.#sought;
    if (!edit) return;
    this.#forget('edit');
    const text = this.#text();
    if (message) {
      this.#aside = { text, writing: this.#shown };
      this.#shown = { name: 'edit', message };
      this.#put(edit.text);
    } else {
      // There is nothing left to change, but what was written is not lost.
      this.#put(text === '' ? edit.text : `${text}\n${edit.text}`);
    }
  }

  #forget(part: 'reply_to' | 'edit'): void {
    const { [part]: _, ...rest } = this.#sought;
    this.#sought = rest;
  }

  async #find(id: string | undefined): Promise<Message | null | undefined> {
    if (id === undefined) return undefined;
    const held = this.#scene.byId(id) ?? (await this.#findMessage(id));
    return held?.deleted_at ? null : held;
  }

  #draft(): Draft {
    const conversation_id = this.#scene.place_id;
    const text = this.#text();
    if (this.#shown.name === 'edit') {
      const edit = { id: this.#shown.message.id, text };
      const { text: aside, writing } = this.#aside;
      return { conversation_id, ...this.#sought, ...replyOf(writing), text: aside, edit };
    }
    return { conversation_id, ...this.#sought, ...replyOf(this.#shown), text };
  }

  #keep(): void {
    this.#scene.messenger.drafts.put(this.#draft());
  }

  #text(): string {
    return this.#field?.value ?? '';
  }

  #put(text: string): void {
    if (!this.#field) return;
    this.#field.value = text;
    this.#field.setSelectionRange(text.length, text.length);
    this.#look();
    this.#changed?.();
  }

  #look(): WriterView {
    const text = this.#text();
    const isBlank = text.trim() === '';
    const left = charsLeft(text, this.most_chars);
    const tray = trayOf(this.#scene.messenger, this.#scene.place_id);
    const files = lookAtFiles(this.#shown, tray, isBlank, this.most_files);
    const view = { isBlank, left, ...files };
    if (!isSameView(this.view.get(), view)) this.view.set(view);
    return view;
  }
}
