// The yardstick: a Socket.IO server that stores nothing and checks nothing. It acknowledges a
// message and emits it to the conversation's room, in a frame of the same fields and size as
// Snug's. It is set up as its documentation recommends for speed: WebSocket alone, no compression,
// bufferutil, the handshake's request let go.
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer();
const io = new Server(server, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });
io.engine.on("connection", (socket) => {
  socket.request = null;
});

const frameBytes = Number(process.env.PEER_FRAME_BYTES ?? 0);
const heads = new Map();
let pad;

function changed(message, createdAt) {
  const { id, conversation_id, body } = message;
  const rev = (heads.get(conversation_id) ?? 0) + 1;
  heads.set(conversation_id, rev);
  const stored = {
    id,
    conversation_id,
    sender_id: "00000000-0000-7000-8000-000000000000",
    seq: rev,
    rev,
    kind: "text",
    body,
    reply_to: null,
    attachments: [],
    reactions: [],
    mentions: [],
    thread_id: null,
    created_at: createdAt,
    edited_at: null,
    deleted_at: null,
  };
  const event = { conversation_id, after_rev: rev - 1, rev, messages: [stored] };
  if (pad === undefined) {
    // Measured once: what differs from message to message is a digit or two.
    const missing = frameBytes - `42["message:changed",${JSON.stringify(event)}]`.length;
    pad = missing > ',"pad":""'.length ? "x".repeat(missing - ',"pad":""'.length) : null;
  }
  if (pad !== null) {
    event.pad = pad;
  }
  return event;
}

io.on("connection", (socket) => {
  socket.join(socket.handshake.auth.rooms ?? []);
  socket.on("message:send", (message, acknowledge) => {
    const createdAt = new Date().toISOString();
    acknowledge({ id: message.id, created_at: createdAt });
    io.to(message.conversation_id).emit("message:changed", changed(message, createdAt));
  });
});

server.listen(Number(process.env.PORT), "127.0.0.1");
