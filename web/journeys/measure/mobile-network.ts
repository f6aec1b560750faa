/**
 * A phone's way to a server: a proxy that carries so many bytes a second for all connections together, each
 * after a delay. Chromium's own limits do not reach what a service worker asks for, nor WebSockets.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** As WebPageTest's *3G Fast*. */
const ROUND_TRIP_MS = 150;
const DOWN_BYTES_PER_S = 1_600_000 / 8;
const UP_BYTES_PER_S = 768_000 / 8;
/** What is carried at a time, so that connections share what there is. */
const PIECE = 1_460;

export class MobileNetwork {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(to: number) {
    const [up, down] = [new Lane(UP_BYTES_PER_S), new Lane(DOWN_BYTES_PER_S)];
    this.#server = createServer((phone) => {
      const server = connect(to, '127.0.0.1');
      for (const socket of [phone, server]) {
        socket.setNoDelay(true);
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => this.#sockets.delete(socket));
      }
      // The handshake, which here is over at once, takes a round trip.
      up.carries(phone, server, ROUND_TRIP_MS);
      down.carries(server, phone, 0);
    });
  }

  /** To a port of this machine. */
  static async open(to: number): Promise<MobileNetwork> {
    const network = new MobileNetwork(to);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** One direction, of all connections. */
class Lane {
  readonly #bytesPerMs: number;
  /** When it has carried all that it has been given. */
  #free = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerMs = bytesPerSecond / 1_000;
  }

  carries(from: Socket, to: Socket, setUp_ms: number): void {
    const begins = performance.now() + setUp_ms;
    let before = Promise.resolve();
    const at = (due: number, work: () => void): void => {
      before = before.then(async () => await sleep(due - performance.now())).then(work);
    };
    from.on('data', (bytes: Buffer) => {
      for (let start = 0; start < bytes.length; start += PIECE) {
        const piece = bytes.subarray(start, start + PIECE);
        at(this.#arrival(piece.length, begins), () => to.write(piece));
      }
    });
    from.on('end', () => at(this.#arrival(0, begins), () => to.end()));
    from.on('close', () => at(this.#arrival(0, begins), () => to.destroy()));
  }

  /** When so many bytes, given now, have come to the other end. */
  #arrival(bytes: number, begins: number): number {
    this.#free = Math.max(this.#free, performance.now()) + bytes / this.#bytesPerMs;
    return Math.max(this.#free, begins) + ROUND_TRIP_MS / 2;
  }
}
