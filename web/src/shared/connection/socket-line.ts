/**
 * A line over Socket.IO: WebSocket first, long polling where that doesn't get through. Knows
 * nothing of sessions, and never comes back by itself: that is `Connection`'s.
 */
import { io } from 'socket.io-client';
import type { Dial } from './line';

/** How long a transport may take to open. */
const OPEN_MS = 10_000;

/** Lines to the server at `url`; to the page's own where it is not given. */
export function socketDial(url = ''): Dial {
  return (token, listener) => {
    const socket = io(url, {
      // Where there is none, whoever dialled closes.
      auth: (give) => void token.then((it) => give({ token: it })).catch(() => undefined),
      forceNew: true,
      reconnection: false,
      timeout: OPEN_MS,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
    });
    socket.on('connect', () => listener.opened());
    socket.on('connect_error', (error) => {
      // Socket.IO's way to tell "the server said no" from "nobody answered".
      if (socket.active) listener.lost();
      else listener.refused(error.message);
    });
    socket.on('disconnect', () => listener.lost());
    socket.onAny((event: string, payload: unknown) => listener.heard(event, payload));
    return {
      ask: (event, payload, timeout_ms) => socket.timeout(timeout_ms).emitWithAck(event, payload),
      close: () => {
        socket.offAny();
        socket.off();
        socket.disconnect();
      },
    };
  };
}
