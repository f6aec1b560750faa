/**
 * A server of a journey's own: the real binary, on fresh data in the system's temporary folder, on a
 * port that it keeps over restarts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findServer } from './programs';

/** Keys of the configuration by their environment's names. */
export type Settings = Readonly<Record<string, string>>;

/** For journeys that make much at once: nothing is too often or too fast. */
export const UNLIMITED: Settings = {
  SNUG_LIMITS__MESSAGES_PER_SECOND: '0',
  SNUG_LIMITS__REQUESTS_PER_SECOND: '0',
  SNUG_LIMITS__SOCKETS_PER_USER: '0',
  SNUG_LIMITS__SOCKETS_PER_ADDRESS: '0',
  SNUG_LIMITS__LOGINS_PER_MINUTE: '0',
};

/** A start or an end that takes longer is a fault. */
const PATIENCE_MS = 15_000;

export class Server {
  readonly port: number;
  readonly #home = mkdtempSync(join(tmpdir(), 'snug-journey-'));
  readonly #settings: Settings;
  #process: ChildProcess | null = null;
  readonly #killWithUs = (): void => void this.#process?.kill('SIGKILL');

  private constructor(port: number, settings: Settings) {
    this.port = port;
    this.#settings = settings;
    process.on('exit', this.#killWithUs);
  }

  static async run(settings: Settings = {}): Promise<Server> {
    const server = new Server(await freePort(), settings);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** All that it has printed, over its restarts. */
  get log(): string {
    return readFileSync(this.#logPlace, 'utf8');
  }

  /** On the same port and data as before; it is ready when this resolves. */
  async start(): Promise<void> {
    const log = openSync(this.#logPlace, 'a');
    this.#process = spawn(findServer(), [], {
      cwd: this.#home,
      env: {
        PATH: process.env['PATH'],
        RUST_LOG: 'info',
        SNUG_SERVER__LISTEN: `127.0.0.1:${this.port}`,
        SNUG_SERVER__DATA_DIR: join(this.#home, 'data'),
        ...this.#settings,
      },
      stdio: ['ignore', log, log],
    });
    const end = Date.now() + PATIENCE_MS;
    while (!(await this.#isReady())) {
      if (this.#process.exitCode !== null || Date.now() > end) {
        throw new Error(`The server does not start:\n${this.log}`);
      }
      await sleep(20);
    }
  }

  /** SIGTERM: it says goodbye. */
  async stop(): Promise<void> {
    const code = await this.#end('SIGTERM');
    if (code !== 0) throw new Error(`The server ended with ${code}:\n${this.log}`);
  }

  /** SIGKILL: no goodbye of any kind. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it if it runs, and removes its data. */
  async dispose(): Promise<void> {
    await this.kill();
    process.off('exit', this.#killWithUs);
    rmSync(this.#home, { recursive: true, force: true });
  }

  get #logPlace(): string {
    return join(this.#home, 'server.log');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const running = this.#process;
    this.#process = null;
    if (!running || running.exitCode !== null) return running?.exitCode ?? null;
    const ended = once(running, 'exit', { signal: AbortSignal.timeout(PATIENCE_MS) });
    running.kill(signal);
    await ended;
    return running.exitCode;
  }

  async #isReady(): Promise<boolean> {
    return await fetch(`${this.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
