/**
 * A push service of a journey's own: the one of the scenarios (`tests/node/push-service.mjs`), which
 * checks what comes and decrypts it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Settings } from './server';

const PROGRAM = join(import.meta.dirname, '../../../tests/node/push-service.mjs');

/** Of a server that may push to this machine. */
export const PUSHING: Settings = {
  SNUG_PUSH__ALLOW_PRIVATE_ENDPOINTS: 'true',
  SNUG_PUSH__SUBJECT: 'mailto:anna@snug.example',
};

export interface Subscription {
  readonly id: string;
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

interface Push {
  readonly urgency: string;
  readonly payload: Record<string, unknown>;
  /** What it should have been and was not. */
  readonly wrong?: string;
}

export class PushService {
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(running: ChildProcess, url: string) {
    this.#process = running;
    this.#url = url;
  }

  static async run(): Promise<PushService> {
    const running = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(running.stdout, 'data');
    return new PushService(running, String(line).trim());
  }

  /** A browser that subscribes for a server's key. */
  async subscribe(key: string): Promise<Subscription> {
    const body = JSON.stringify({ key });
    return await (await fetch(`${this.#url}/new`, { method: 'POST', body })).json();
  }

  /** How pushes for it are answered from now on. */
  async answers(id: string, status: number): Promise<void> {
    await fetch(`${this.#url}/${id}`, { method: 'PUT', body: JSON.stringify([{ status }]) });
  }

  /** What came for it, in order. */
  async pushes(id: string): Promise<readonly Push[]> {
    return await (await fetch(`${this.#url}/${id}`)).json();
  }

  dispose(): void {
    this.#process.kill('SIGKILL');
  }
}
