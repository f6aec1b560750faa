import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import type { ServerEvent } from '@/shared/api/events';
import { Connection, type Credentials } from '@/shared/connection/connection';
import type { LineListener } from '@/shared/connection/line';
import { socketDial } from '@/shared/connection/socket-line';

let io: Server;
let url: string;
let connection: Connection;
let credentials: { [Name in keyof Credentials]: ReturnType<typeof vi.fn<Credentials[Name]>> };
/** Whom the server lets in, and what it says to the others. */
let good: string;
let refusal: string;

async function listen(
  port = 0,
  transports: ('polling' | 'websocket')[] = ['polling', 'websocket'],
) {
  const http = createServer();
  io = new Server(http, { transports });
  io.use((socket, next) => {
    next(socket.handshake.auth['token'] === good ? undefined : new Error(refusal));
  });
  io.on('connection', (socket) => {
    socket.on('sync', (_, ack) => ack({ me_rev: 1 }));
    socket.on('message:edit', (_, ack) => ack({ error: { code: 'gone', detail: 'It is gone.' } }));
    socket.on('message:delete', () => socket.conn.close());
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

beforeEach(async () => {
  good = 'good';
  refusal = 'token_expired';
  await listen();
  credentials = {
    token: vi.fn(async () => 'good'),
    renew: vi.fn(async () => 'good'),
  };
  connection = new Connection(socketDial(url), credentials);
});

afterEach(async () => {
  connection.stop();
  await io.close();
});

async function reach(name: string): Promise<void> {
  await vi.waitFor(() => expect(connection.state.get().name).toBe(name), { timeout: 5_000 });
}

describe('a connection', () => {
  it('asks, is answered, and hears', async () => {
    const heard: ServerEvent[] = [];
    connection.listen((event) => heard.push(event));
    connection.start();
    expect(connection.state.get().name).toBe('connecting');
    await reach('online');
    expect(await connection.ask('sync', { heads: {} })).toEqual({ me_rev: 1 });
    io.emit('presence', { user_id: 'ben', online: true });
    const event = { name: 'presence', payload: { user_id: 'ben', online: true } };
    await vi.waitFor(() => expect(heard).toEqual([event]));
  });

  it('tells a problem from no answer at all', async () => {
    await expect(connection.ask('sync', { heads: {} })).rejects.toThrow(UnansweredError);
    connection.start();
    await reach('online');
    const edit = connection.ask('message:edit', { conversation_id: 'c', id: 'm', body: 'b' });
    await expect(edit).rejects.toThrow(ProblemError);
    await expect(edit).rejects.toMatchObject({ problem: { code: 'gone' } });
    const cut = connection.ask('message:delete', { conversation_id: 'c', id: 'm' });
    await expect(cut).rejects.toThrow(UnansweredError);
  });

  it('goes by WebSocket, and by polling where that does not get through', async () => {
    connection.start();
    await reach('online');
    const transport = () => [...io.sockets.sockets.values()][0]?.conn.transport.name;
    expect(transport()).toBe('websocket');
    connection.stop();
    await io.close();
    await listen(0, ['polling']);
    connection = new Connection(socketDial(url), credentials);
    connection.start();
    await reach('online');
    expect(transport()).toBe('polling');
  });

  it('renews a token that has ended, and connects at once', async () => {
    credentials.token.mockResolvedValue('stale');
    connection.start();
    await reach('online');
    expect(credentials.renew.mock.calls).toEqual([['stale']]);
  });

  it('is offline since when it broke, and comes back by itself', async () => {
    connection.start();
    await reach('online');
    const states: unknown[] = [];
    connection.state.subscribe(() => states.push(connection.state.get()));
    const before = Date.now();
    await io.close();
    await reach('offline');
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await listen(Number(new URL(url).port));
    connection.wake();
    await reach('online');
    expect(states).toEqual([{ name: 'offline', since: expect.any(Number) }, { name: 'online' }]);
    expect((states[0] as { since: number }).since - before).toBeLessThan(500);
  });

  it('tries again where the server is busy, or nobody can say who one is', async () => {
    refusal = 'busy';
    good = 'later';
    credentials.token.mockRejectedValueOnce(new UnansweredError());
    connection.start();
    await reach('offline');
    await vi.waitFor(() => expect(credentials.token.mock.calls.length).toBeGreaterThan(2), 5_000);
    expect(connection.state.get().name).toBe('offline');
    good = 'good';
    await reach('online');
    expect(credentials.renew).not.toHaveBeenCalled();
  });

  it('stays away once the session is over', async () => {
    connection.start();
    await reach('online');
    refusal = 'unauthenticated';
    good = 'nobody';
    credentials.renew.mockResolvedValue(null);
    for (const socket of io.sockets.sockets.values()) socket.disconnect(true);
    await reach('refused');
    expect(connection.state.get()).toEqual({ name: 'refused', code: 'unauthenticated' });
    good = 'good';
    connection.wake();
    expect(connection.state.get().name).toBe('refused');
    connection.start();
    await reach('online');
  });

  it('makes its way while it is still found out who one is, and hangs up where that is nobody', async () => {
    let tell = (_: string | null): void => undefined;
    credentials.token.mockReturnValue(new Promise((resolve) => (tell = resolve)));
    const close = vi.fn();
    const dial = vi.fn(() => ({ ask: async () => ({}), close }));
    connection = new Connection(dial, credentials);
    connection.start();
    expect(dial).toHaveBeenCalledOnce();
    tell(null);
    await reach('refused');
    expect(close).toHaveBeenCalledOnce();
  });

  it('hears nothing from a line that it gave up', async () => {
    const lines: LineListener[] = [];
    const dial = (_: Promise<string>, listener: LineListener) => {
      lines.push(listener);
      return { ask: async () => ({}), close: () => undefined };
    };
    connection = new Connection(dial, credentials);
    const heard = vi.fn();
    connection.listen(heard);
    connection.start();
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    connection.start();
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    lines[0]?.opened();
    lines[0]?.heard('presence', {});
    lines[0]?.lost();
    expect(connection.state.get().name).toBe('connecting');
    lines[1]?.opened();
    lines[1]?.heard('presence', {});
    expect(connection.state.get().name).toBe('online');
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
