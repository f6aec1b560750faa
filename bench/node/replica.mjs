// One of several replicas that share a PostgreSQL, a Redis and a RabbitMQ: the yardstick of the bench's
// `replicas`. It promises what Snug does and is built of what npm has for it. A message is acknowledged
// when the broker has confirmed it. Queues are partitions by conversation, each with one active consumer,
// so that order is kept; what waits is stored in one transaction, seqs given out under the
// conversation's lock, told to its room once for each batch, and only then taken off the queue.
//
// It does less than Snug: no notification is owed, nothing is counted as unread or indexed for search.
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import amqp from "amqplib";
import { Redis } from "ioredis";
import jwt from "jsonwebtoken";
import pg from "pg";
import { Server } from "socket.io";

const { PORT, REPLICA, REDIS_URL, RABBITMQ_URL, DATABASE_URL, JWT_SECRET } = process.env;
const PARTITIONS = 16;
const BATCH = 1024;
const PREFETCH = 512; // for each partition
const BODY_CHARS = 20_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const MEMBERSHIPS = "select conversation_id from members where user_id = $1";
const MISSED_ROWS = 1000;
const MISSED = `select m.* from messages m
  join unnest($1::uuid[], $2::bigint[]) as head (id, seq) on m.conversation_id = head.id and m.seq > head.seq
  order by m.conversation_id, m.seq limit ${MISSED_ROWS}`;
const LOCK = "select from conversations where id = any($1::uuid[]) order by id for update";
const STORE = `with fresh as (
    select sent.*
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[]) with ordinality
      as sent (id, conversation_id, sender_id, body, created_at, place)
    join members using (conversation_id)
    where members.user_id = sent.sender_id
      and not exists (select from messages m where m.conversation_id = sent.conversation_id and m.id = sent.id)
  ), heads as (
    update conversations c set last_seq = c.last_seq + counted.count
    from (select conversation_id, count(*) from fresh group by conversation_id) counted
    where c.id = counted.conversation_id
    returning c.id, c.last_seq - counted.count as before
  )
  insert into messages (conversation_id, seq, id, sender_id, body, created_at)
  select conversation_id, before + row_number() over (partition by conversation_id order by place),
    fresh.id, sender_id, body, created_at
  from fresh join heads on heads.id = conversation_id
  on conflict do nothing
  returning id, seq::int`;

const pool = new pg.Pool({ connectionString: DATABASE_URL });
const redis = new Redis(REDIS_URL);
const server = createServer();
const io = new Server(server, {
  adapter: createAdapter(redis, redis.duplicate()),
  transports: ["websocket"],
  perMessageDeflate: false,
  serveClient: false,
});
io.engine.on("connection", (socket) => {
  socket.request = null;
});

// Two connections, since a broker that slows publishers down does so to all of theirs.
const publisher = await (await amqp.connect(RABBITMQ_URL)).createConfirmChannel();
const consumer = await (await amqp.connect(RABBITMQ_URL)).createChannel();
const queue = (partition) => `node.${partition}`;
const partition = (conversation) => Number.parseInt(conversation.slice(-4), 16) % PARTITIONS;

// What Snug's frames have, and as long.
const frameBytes = Number(process.env.PEER_FRAME_BYTES ?? 0);
const wire = ({ id, conversation_id, sender_id, seq, body, created_at }) => ({
  id,
  conversation_id,
  sender_id,
  seq,
  rev: seq,
  kind: "text",
  body,
  reply_to: null,
  attachments: [],
  reactions: [],
  mentions: [],
  thread_id: null,
  created_at,
  edited_at: null,
  deleted_at: null,
});
let pad;
function changed(messages) {
  const [{ conversation_id, seq }] = messages;
  const event = { conversation_id, after_rev: seq - 1, rev: messages.at(-1).seq, messages: messages.map(wire) };
  // Measured once, with the first that comes alone.
  if (pad === undefined && messages.length === 1) {
    const missing = frameBytes - `42["message:changed",${JSON.stringify(event)}],"pad":""`.length;
    pad = "x".repeat(Math.max(missing, 0));
  }
  return pad ? { ...event, pad } : event;
}

io.use(async (socket, next) => {
  try {
    socket.data.user = jwt.verify(socket.handshake.auth.token, JWT_SECRET, { algorithms: ["HS256"] }).sub;
    const { rows } = await pool.query({ name: "memberships", text: MEMBERSHIPS, values: [socket.data.user] });
    socket.data.rooms = rows.map((row) => row.conversation_id);
    next();
  } catch {
    next(new Error("unauthenticated"));
  }
});

io.on("connection", (socket) => {
  socket.join(socket.data.rooms);
  socket.on("message:send", ({ id, conversation_id, body }, acknowledge) => {
    const valid = UUID.test(id) && typeof body === "string" && body.length <= BODY_CHARS;
    if (!valid || !socket.rooms.has(conversation_id)) {
      return acknowledge({ error: { code: valid ? "not_found" : "invalid_field" } });
    }
    const created_at = new Date().toISOString();
    const message = { id, conversation_id, sender_id: socket.data.user, body, created_at };
    const job = Buffer.from(JSON.stringify(message));
    publisher.sendToQueue(queue(partition(conversation_id)), job, { persistent: true }, (error) => {
      acknowledge(error ? { error: { code: "busy" } } : { id, created_at });
    });
  });
  socket.on("sync", async ({ heads }, acknowledge) => {
    const mine = Object.keys(heads).filter((id) => socket.rooms.has(id));
    const values = [mine, mine.map((id) => heads[id])];
    const { rows } = await pool.query({ name: "missed", text: MISSED, values });
    const entries = new Map();
    for (const row of rows) {
      const message = wire({ ...row, seq: Number(row.seq) });
      const entry = entries.get(row.conversation_id) ?? { conversation: { id: row.conversation_id }, messages: [] };
      entry.rev = message.rev;
      entry.messages.push(message);
      entries.set(row.conversation_id, entry);
    }
    acknowledge({ conversations: [...entries.values()], has_more: rows.length === MISSED_ROWS });
  });
});

const waiting = [];
let storing = false;
async function storeAll(client) {
  while (waiting.length > 0) {
    const deliveries = waiting.splice(0, BATCH);
    // Once each, whatever was sent again.
    const jobs = new Map();
    for (const { content } of deliveries) {
      const job = JSON.parse(content);
      if (!jobs.has(job.id)) jobs.set(job.id, job);
    }
    for (const messages of await store(client, jobs)) {
      io.to(messages[0].conversation_id).emit("message:changed", changed(messages));
    }
    consumer.ack(deliveries.at(-1), true);
  }
  storing = false;
}

/** Gives what is new, by conversation and in order. */
async function store(client, jobs) {
  const column = (name) => Array.from(jobs.values(), (job) => job[name]);
  const columns = ["id", "conversation_id", "sender_id", "body", "created_at"].map(column);
  await client.query("begin");
  await client.query({ name: "lock", text: LOCK, values: [[...new Set(columns[1])]] });
  const { rows } = await client.query({ name: "store", text: STORE, values: columns });
  await client.query("commit");
  rows.sort((a, b) => a.seq - b.seq);
  const stored = new Map();
  for (const { id, seq } of rows) {
    const message = { ...jobs.get(id), seq };
    const messages = stored.get(message.conversation_id);
    if (messages) messages.push(message);
    else stored.set(message.conversation_id, [message]);
  }
  return stored.values();
}

const client = await pool.connect();
async function consume(partition) {
  await consumer.consume(queue(partition), (delivery) => {
    waiting.push(delivery);
    if (storing) return;
    storing = true;
    // In the next turn: with all that came in one read. Whatever fails ends the process, and is done again.
    setImmediate(storeAll, client);
  });
}
await consumer.prefetch(PREFETCH);
for (let number = 0; number < PARTITIONS; number++) {
  const quorum = { "x-queue-type": "quorum", "x-single-active-consumer": true };
  await consumer.assertQueue(queue(number), { durable: true, arguments: quorum });
}
// Half of the partitions first; the others' as whoever takes over if the other replica dies.
const numbers = [...Array(PARTITIONS).keys()];
const isOwn = (number) => number % 2 === Number(REPLICA);
await Promise.all(numbers.filter(isOwn).map(consume));
setTimeout(() => Promise.all(numbers.filter((number) => !isOwn(number)).map(consume)), 3000);

server.listen(Number(PORT), "127.0.0.1");
