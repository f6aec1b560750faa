// What the scripts share: a connected client of the official package.
import { randomUUID } from "node:crypto";
import { io } from "socket.io-client";

export const given = JSON.parse(process.argv[2]);

export function client(token, options = {}) {
  return io(given.url, { transports: given.transports, auth: { token }, forceNew: true, ...options });
}

export function connected(socket) {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
}

export function send(socket, body) {
  const message = { id: randomUUID(), conversation_id: given.conversation, body };
  return socket.timeout(10_000).emitWithAck("message:send", message);
}
