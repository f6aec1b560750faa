/**
 * Somebody without a browser: makes quickly, over the server's own API, what a journey needs to find
 * there.
 */
import { v7 as newId } from 'uuid';
import { type Api, createApi, expect } from '@/shared/api/client';
import type { ClientEvent, ClientEvents } from '@/shared/api/events';
import type { Conversation, File, Message, Poll, Problem, User } from '@/shared/api/wire';
import type { Line } from '@/shared/connection/line';
import { socketDial } from '@/shared/connection/socket-line';
import type { Server } from './server';

const PASSWORD = 'correct horse battery';
const ANSWER_MS = 30_000;
/** Of a line's 256; what is beyond is refused. */
const UNANSWERED = 200;

type Place = Pick<Conversation, 'id'>;
/** By their names. */
type Files = Readonly<Record<string, Uint8Array>>;

export class Account {
  readonly api: Api;
  readonly user: User;
  readonly password = PASSWORD;
  readonly #server: Server;
  readonly #token: string;
  #line: Promise<Line> | null = null;

  private constructor(server: Server, token: string, user: User) {
    this.user = user;
    this.api = apiOf(server, token);
    this.#server = server;
    this.#token = token;
  }

  /** A new one. Its name is what the others read; the username is made of it. */
  static async register(server: Server, name: string, invite?: string): Promise<Account> {
    const body = {
      username: usernameOf(name),
      password: PASSWORD,
      display_name: name,
      ...(invite === undefined ? {} : { invite }),
    };
    const granted = expect(await apiOf(server).POST('/api/auth/register', { body }));
    return new Account(server, granted.access_token, granted.user);
  }

  async general(): Promise<Conversation> {
    const { conversations } = expect(await this.api.GET('/api/conversations'));
    const found = conversations.find(({ title }) => title === 'general');
    if (!found) throw new Error(`${this.user.username} is not in #general`);
    return found;
  }

  async direct(other: Account): Promise<Conversation> {
    return await this.#make({ kind: 'direct', member_ids: [other.user.id] });
  }

  async group(...others: readonly Account[]): Promise<Conversation> {
    return await this.#make({ kind: 'group', member_ids: others.map(({ user }) => user.id) });
  }

  async channel(title: string, ...others: readonly Account[]): Promise<Conversation> {
    const member_ids = others.map(({ user }) => user.id);
    return await this.#make({ kind: 'channel', visibility: 'public', title, member_ids });
  }

  /** The address of a page on which somebody can make an account. */
  async invite(max_uses = 1): Promise<string> {
    const { url } = expect(await this.api.POST('/api/invites', { body: { max_uses } }));
    return url;
  }

  /** Resolves with the message's id when it is stored. */
  async says(to: Place, body: string, reply_to?: string): Promise<string> {
    const reply = reply_to === undefined ? {} : { reply_to };
    const sent = { id: newId(), conversation_id: to.id, body, ...reply };
    await this.#ask('message:send', sent);
    return sent.id;
  }

  /** One answer each, without an end, unless `more` says otherwise. */
  async asks(
    to: Place,
    body: string,
    options: readonly string[],
    more: Partial<Poll> = {},
  ): Promise<Pick<Message, 'id' | 'conversation_id'>> {
    const poll: Poll = { options: [...options], multiple: false, ends_at: null, ...more };
    const sent = { id: newId(), conversation_id: to.id, body, poll };
    await this.#ask('message:send', sent);
    return sent;
  }

  /** In the thread of a message. */
  async repliesIn(to: Place, thread_id: string, body: string): Promise<string> {
    const sent = { id: newId(), conversation_id: to.id, body, thread_id };
    await this.#ask('message:send', sent);
    return sent.id;
  }

  async pins({ id: conversation_id }: Place, id: string): Promise<void> {
    await this.#ask('pin:set', { conversation_id, id, on: true });
  }

  async saves({ id: conversation_id }: Place, id: string): Promise<void> {
    await this.#ask('bookmark:set', { conversation_id, id, on: true });
  }

  /** So many hours ahead; none is soon enough that one can still leave before. */
  async schedules(to: Place, body: string, hours: number, files: Files = {}): Promise<void> {
    const send_at = new Date(Date.now() + hours * 60 * 60_000 + 1_500).toISOString();
    const params = { path: { id: crypto.randomUUID() } };
    const attachment_ids = await this.#uploadAll(files);
    const wanted = { conversation_id: to.id, body, attachment_ids, send_at };
    expect(await this.api.PUT('/api/scheduled/{id}', { params, body: wanted }));
  }

  /** Ready to be sent. */
  async uploads(name: string, bytes: Uint8Array): Promise<File> {
    const address = `${this.#server.url}/api/files?name=${encodeURIComponent(name)}`;
    const headers = { authorization: `Bearer ${this.#token}` };
    const answer = await fetch(address, {
      method: 'POST',
      headers,
      body: new Blob([new Uint8Array(bytes)]),
    });
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
    return await answer.json();
  }

  async #uploadAll(files: Files): Promise<string[]> {
    const uploads = Object.entries(files).map(async ([name, it]) => await this.uploads(name, it));
    return (await Promise.all(uploads)).map(({ id }) => id);
  }

  /** In this order, with words or without. */
  async sends(to: Place, files: Files, body = ''): Promise<string> {
    const attachment_ids = await this.#uploadAll(files);
    const sent = { id: newId(), conversation_id: to.id, body, attachment_ids };
    await this.#ask('message:send', sent);
    return sent.id;
  }

  /** `count` messages in order, as fast as they are stored. */
  async floods(to: Place, count: number, text: (n: number) => string) {
    let next = 0;
    const one = async (): Promise<void> => {
      while (next < count) await this.says(to, text(next++));
    };
    await Promise.all(Array.from({ length: UNANSWERED }, one));
  }

  async edits(message: Pick<Message, 'id' | 'conversation_id'>, body: string): Promise<void> {
    const { id, conversation_id } = message;
    await this.#ask('message:edit', { id, conversation_id, body });
  }

  async deletes({ id, conversation_id }: Pick<Message, 'id' | 'conversation_id'>): Promise<void> {
    await this.#ask('message:delete', { id, conversation_id });
  }

  async reacts(message: Pick<Message, 'id' | 'conversation_id'>, emoji: string): Promise<void> {
    const { id, conversation_id } = message;
    await this.#ask('reaction:set', { id, conversation_id, emoji, on: true });
  }

  async types(into: Place): Promise<void> {
    await this.#ask('typing:set', { conversation_id: into.id, on: true });
  }

  /** From now on, by everybody. */
  async isCalled(display_name: string): Promise<void> {
    expect(await this.api.PATCH('/api/users/me', { body: { display_name } }));
  }

  async isUpTo(text: string): Promise<void> {
    expect(await this.api.PATCH('/api/users/me', { body: { status: { text } } }));
  }

  /** One more session, of a browser that says this of itself. */
  async logsInWith(user_agent: string): Promise<void> {
    const { username } = this.user;
    const body = JSON.stringify({ username, password: this.password });
    const headers = { 'content-type': 'application/json', 'user-agent': user_agent };
    const asked = { method: 'POST', headers, body };
    const answer = await fetch(`${this.#server.url}/api/auth/login`, asked);
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** Its owner's to do. */
  async callsTheServer(name: string): Promise<void> {
    expect(await this.api.PATCH('/api/server', { body: { name } }));
  }

  async describes({ id }: Place, topic: string): Promise<void> {
    expect(
      await this.api.PATCH('/api/conversations/{id}', {
        params: { path: { id } },
        body: { topic },
      }),
    );
  }

  async renames({ id }: Place, title: string): Promise<void> {
    const params = { path: { id } };
    expect(await this.api.PATCH('/api/conversations/{id}', { params, body: { title } }));
  }

  async adds({ id }: Place, whom: Account): Promise<void> {
    const body = { user_ids: [whom.user.id] };
    expect(
      await this.api.POST('/api/conversations/{id}/members', { params: { path: { id } }, body }),
    );
  }

  async removes({ id }: Place, whom: Account): Promise<void> {
    const path = { id, user_id: whom.user.id };
    expect(
      await this.api.DELETE('/api/conversations/{id}/members/{user_id}', { params: { path } }),
    );
  }

  /** As the others see it: this one is there, with a window open. */
  async arrives(): Promise<void> {
    this.#line ??= openLine(this.#server, this.#token);
    await this.#line;
  }

  async leaves(): Promise<void> {
    const line = await this.#line?.catch(() => null);
    this.#line = null;
    line?.close();
  }

  /** All sessions but this one's end, as when a device is lost. */
  async endsOtherSessions(): Promise<void> {
    const { sessions } = expect(await this.api.GET('/api/sessions'));
    for (const { id, current } of sessions) {
      if (!current)
        expect(await this.api.DELETE('/api/sessions/{id}', { params: { path: { id } } }));
    }
  }

  async #make(body: Parameters<typeof create>[1]): Promise<Conversation> {
    return await create(this.api, body);
  }

  async #ask<Name extends ClientEvent>(
    event: Name,
    payload: ClientEvents[Name]['ask'],
  ): Promise<ClientEvents[Name]['answer']> {
    this.#line ??= openLine(this.#server, this.#token);
    const line = await this.#line;
    const answer = (await line.ask(event, payload, ANSWER_MS)) as
      | ClientEvents[Name]['answer']
      | { error: Problem };
    if ('error' in answer) throw new Error(`${event}: ${answer.error.detail}`);
    return answer;
  }
}

/** What people type in to log in: letters and digits of the name. */
export function usernameOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

async function create(
  api: Api,
  body: {
    kind: Conversation['kind'];
    visibility?: 'public' | 'private';
    title?: string;
    member_ids: string[];
  },
): Promise<Conversation> {
  return expect(await api.POST('/api/conversations', { body }));
}

/** The typed client, pointed at this server. */
function apiOf(server: Server, token?: string): Api {
  return createApi(async (request) => {
    const { pathname, search } = new URL(request.url);
    const sent = new Request(`${server.url}${pathname}${search}`, request);
    if (token !== undefined) sent.headers.set('authorization', `Bearer ${token}`);
    return await fetch(sent);
  });
}

async function openLine(server: Server, token: string): Promise<Line> {
  return await new Promise((resolve, reject) => {
    const line = socketDial(server.url)(Promise.resolve(token), {
      opened: () => resolve(line),
      refused: (code) => reject(new Error(`the server refused a line: ${code}`)),
      lost: () => reject(new Error('the server does not answer')),
      heard: () => undefined,
    });
  });
}
