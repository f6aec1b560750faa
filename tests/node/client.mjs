// What the scripts share: a connected client of the official package.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { io } from "socket.io-client";

export const given = JSON.parse(process.argv[2]);

export function client(token, options = {}) {
  const common = { transports: given.transports, auth: { token }, forceNew: true };
  return io(given.url, { ...common, ...proxied(), ...options });
}

// Through a proxy: its name leads to this machine, its certificate is its own, and its cookies count.
function proxied() {
  if (!given.certificate) {
    return {};
  }
  const here = { address: "127.0.0.1", family: 4 };
  const lookup = (_name, { all }, found) => (all ? found(null, [here]) : found(null, here.address, here.family));
  return { agent: new Agent({ ca: readFileSync(given.certificate), lookup }), withCredentials: true };
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
