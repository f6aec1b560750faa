/**
 * The server as the contract has it, in memory: what clients are compared with. Its limits are small,
 * so that what happens rarely happens in every run: resets, answers in several parts, short pages.
 */
import type { MessageChanged, SyncAnswer, SyncAsked, SyncEntry } from '@/shared/api/events';
import type { MessagePage } from '@/shared/api/wire';
import type { Dial, LineListener } from '@/shared/connection/line';
import type { Change } from '@/shared/outbox/change';
import type { Place } from '@/shared/timeline/timeline';
import { lateLine } from './late-line';
import { Later } from './later';
import { merged } from './merged';
import { ModelConversation, Refusal } from './model-conversation';
import { type Faults, ModelLine, NO_FAULTS } from './model-line';
import { Own } from './own';

const MOST_CHANGES = 6;
const ENTRIES_TOGETHER = 2;

export class ModelServer {
  readonly conversations = new Map<string, ModelConversation>();
  faults: Faults = NO_FAULTS;
  isDown = false;
  /** As with replicas: what is asked is acknowledged at once, and done a while after, in order. */
  isLate = false;
  /** With which word what was acknowledged is refused when its turn comes. */
  refusal: string | null = null;
  /** Messages that were acknowledged and refused. */
  readonly refused = new Set<string>();
  readonly #lines = new Set<ModelLine>();
  readonly #owns = new Map<string, Own>();
  readonly #random: () => number;
  /** What waits to be announced together, as in a group commit. */
  #batch: MessageChanged[] | null = null;
  readonly #later: Later;
  #ids = 0;
  #generation = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#later = new Later(random);
  }

  nextId(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  credentials(user_id: string) {
    const token = () => Promise.resolve(`${user_id}/${this.#generation}`);
    let held = `${user_id}/${this.#generation}`;
    return {
      token: () => Promise.resolve(held),
      renew: async () => {
        held = await token();
        return held;
      },
    };
  }

  /** Every token has ended, and every line with it. */
  expire(): void {
    this.#generation += 1;
    for (const line of [...this.#lines]) line.lose();
  }

  dial(): Dial {
    return (asked, listener) =>
      lateLine(asked, (token) => {
        const [user_id = '', generation] = token.split('/');
        const line = this.#dialled(user_id, listener, Number(generation));
        return {
          ask: (event, payload) =>
            line.ask(() => this.#answer(line.user_id, event, payload), this.faults),
          close: () => {
            line.close();
            this.#lines.delete(line);
          },
        };
      });
  }

  cut(user_id: string): void {
    for (const line of [...this.#lines]) if (line.user_id === user_id) line.lose();
  }

  /** Everybody is told that they may have missed something. */
  requireSync(): void {
    for (const line of this.#lines) line.tell('sync:required', {}, this.faults);
  }

  /** Does all that it has acknowledged. */
  catchUp(): void {
    this.#later.catchUp();
  }

  /** A page as it is read somewhere between being asked for and arriving. */
  async page(user_id: string, id: string, place: Place): Promise<MessagePage> {
    await this.#pause();
    if (this.isDown) throw new Error('down');
    const page = structuredClone(this.#conversation(id).page(user_id, place));
    await this.#pause();
    return page;
  }

  change(user_id: string, change: Change): void {
    const at = this.#conversation(change.conversation_id);
    const { id } = change;
    if (change.kind === 'send') this.#announce(at, at.send(user_id, id, change.body));
    else if (change.kind === 'edit') {
      this.#announce(at, at.edit(user_id, id, change.change_id, change.body));
    } else if (change.kind === 'delete') {
      this.#announce(at, at.delete(user_id, id, change.change_id));
    } else if (change.kind === 'react') {
      this.#announce(at, at.react(user_id, id, change.change_id, change.emoji, change.on));
    }
  }

  rename(id: string, user_id: string): void {
    const at = this.#conversation(id);
    this.#announce(at, at.rename(user_id, this.nextId(), this.nextId()));
  }

  enter(id: string, user_id: string): void {
    const at = this.conversations.get(id) ?? new ModelConversation(id);
    this.conversations.set(id, at);
    if (at.members.has(user_id)) return;
    const announced = at.enter(user_id, this.nextId());
    this.#tellMe(user_id, id, { me: at.me(user_id), conversation: at.conversation() });
    this.#announce(at, announced);
  }

  leave(id: string, user_id: string): void {
    const at = this.#conversation(id);
    if (!at.members.has(user_id)) return;
    const announced = at.leave(user_id, this.nextId());
    this.#tellMe(user_id, id, { me: null });
    this.#announce(at, announced);
  }

  read(user_id: string, id: string, seq: number, isBack: boolean): number {
    const at = this.#conversation(id);
    at.expectMember(user_id);
    const before = at.members.get(user_id) ?? 0;
    const after = isBack ? seq : Math.max(before, seq);
    if (after === before) return after;
    at.members.set(user_id, after);
    this.#tellMe(user_id, id, { me: at.me(user_id) });
    return after;
  }

  /** What happens until `commit` is announced together. */
  begin(): void {
    this.#batch ??= [];
  }

  commit(): void {
    const batch = this.#batch ?? [];
    this.#batch = null;
    for (const id of new Set(batch.map((it) => it.conversation_id))) {
      this.#tell(merged(batch.filter((it) => it.conversation_id === id)));
    }
  }

  /** What this person's client ought to show of a conversation. */
  truth(user_id: string, id: string) {
    const at = this.#conversation(id);
    const messages = at.messages.map((it) => at.read(it, user_id));
    return { conversation: at.conversation(), me: at.me(user_id), messages };
  }

  memberships(user_id: string): string[] {
    return [...this.conversations.values()]
      .filter((it) => it.members.has(user_id))
      .map((it) => it.id);
  }

  #answer(user_id: string, event: string, payload: unknown): unknown {
    if (this.#random() < this.faults.busy) return { error: { code: 'busy', retry_after_ms: 50 } };
    try {
      return this.#handle(user_id, event, payload);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { error: { code: error.code } };
    }
  }

  #handle(user_id: string, event: string, payload: unknown): unknown {
    const kinds = { send: 'message:send', edit: 'message:edit', delete: 'message:delete' };
    if (event === 'sync') return this.#sync(user_id, payload as SyncAsked);
    const kind = Object.entries(kinds).find(([, name]) => name === event)?.[0] ?? 'react';
    const change = { ...(payload as Change), kind } as Change;
    if (this.isLate) this.#accept(user_id, change);
    else {
      this.catchUp();
      this.change(user_id, change);
    }
    return {};
  }

  #accept(user_id: string, change: Change): void {
    this.#conversation(change.conversation_id).expectMember(user_id);
    this.#later.add(() => this.#doLate(user_id, structuredClone(change)));
  }

  #doLate(user_id: string, change: Change): void {
    try {
      if (this.refusal !== null) throw new Refusal(this.refusal);
      this.change(user_id, change);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#reject(user_id, change, error.code);
    }
  }

  #reject(user_id: string, { conversation_id, id, kind }: Change, code: string): void {
    if (kind === 'send') this.refused.add(id);
    const rejected = { conversation_id, id, change: kind === 'react' ? 'reaction' : kind };
    for (const line of this.#lines) {
      if (line.user_id !== user_id) continue;
      line.tell('message:rejected', { ...rejected, error: { code, detail: code } }, this.faults);
    }
  }

  #sync(user_id: string, { me_rev, heads }: SyncAsked): SyncAnswer {
    const mine = this.memberships(user_id);
    const entries: SyncEntry[] = [];
    for (const id of mine) {
      const at = this.#conversation(id);
      const head = heads[id];
      if (head === at.rev) continue;
      const messages = head === undefined ? [] : at.changed(head, user_id);
      const reset = messages.length > MOST_CHANGES || (head ?? 0) > at.rev;
      const me = at.me(user_id);
      const conversation = at.conversation();
      entries.push({ conversation, me, rev: at.rev, messages: reset ? [] : messages, reset });
    }
    if (entries.length > ENTRIES_TOGETHER) {
      const conversations = entries.slice(0, ENTRIES_TOGETHER);
      return { me_rev: me_rev ?? null, me: [], gone: [], conversations, has_more: true };
    }
    const own = this.#own(user_id);
    const since = own.changedAfter(me_rev ?? undefined);
    const me = since
      .filter((id) => mine.includes(id))
      .map((id) => ({ conversation_id: id, ...this.#conversation(id).me(user_id) }));
    const gone = [...new Set([...since, ...Object.keys(heads)])].filter((id) => !mine.includes(id));
    return { me_rev: own.rev, me, gone, conversations: entries, has_more: false };
  }

  #dialled(user_id: string, listener: LineListener, generation: number): ModelLine {
    const line = new ModelLine(user_id, listener, this.#random);
    if (this.isDown) setTimeout(() => line.lose());
    else if (generation !== this.#generation) line.refuse('token_expired');
    else {
      this.#lines.add(line);
      line.open();
    }
    return line;
  }

  #announce(at: ModelConversation, what: Omit<MessageChanged, 'conversation_id'> | null): void {
    if (!what) return;
    const change = { conversation_id: at.id, ...what };
    // A repeat is about what was announced before: it joins no range.
    if (this.#batch && change.rev === at.rev) this.#batch.push(structuredClone(change));
    else this.#tell(change);
  }

  #tell(change: MessageChanged): void {
    const members = this.#conversation(change.conversation_id).members;
    for (const line of this.#lines) {
      if (members.has(line.user_id)) line.tell('message:changed', change, this.faults);
    }
  }

  #tellMe(user_id: string, conversation_id: string, what: object): void {
    const own = this.#own(user_id);
    own.change(conversation_id);
    for (const line of this.#lines) {
      if (line.user_id !== user_id) continue;
      line.tell('conversation:me', { me_rev: own.rev, conversation_id, ...what }, this.faults);
    }
  }

  #own(user_id: string): Own {
    const own = this.#owns.get(user_id) ?? new Own();
    this.#owns.set(user_id, own);
    return own;
  }

  #conversation(id: string): ModelConversation {
    const found = this.conversations.get(id);
    if (!found) throw new Refusal('not_found');
    return found;
  }

  async #pause(): Promise<void> {
    const most = this.#random() < this.faults.slow ? 4_000 : 200;
    await new Promise((resolve) => setTimeout(resolve, this.#random() * most));
  }
}
