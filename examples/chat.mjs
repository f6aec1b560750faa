// A chat in the terminal: `node chat.mjs NAME [SERVER]`. What you type is said in #general.
//
// It logs NAME in, or registers it where nobody has that name (the password is in SNUG_PASSWORD),
// shows the last messages, and then follows the conversation by the rule that every client follows:
// a change that does not join what it knows is a gap, and what is missing is asked for.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';

const [name, server = 'http://127.0.0.1:8080'] = process.argv.slice(2);
const password = process.env.SNUG_PASSWORD ?? 'only-for-trying-it-out';
if (!name) fail('node chat.mjs NAME [SERVER]');

let token;
async function call(method, path, body) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(new URL(path, server), { method, headers, body: JSON.stringify(body) });
  const json = await answer.json();
  if (json.code === 'token_expired') return enter().then(() => call(method, path, body));
  return answer.ok ? json : Promise.reject(Object.assign(new Error(json.detail), json));
}
async function enter() {
  const who = { username: name, password };
  token = undefined;
  const entered = await call('POST', '/api/auth/login', who).catch((wrong) => {
    if (wrong.code !== 'invalid_credentials') throw wrong;
    // Nobody has this name, or somebody has it with another password.
    return call('POST', '/api/auth/register', who).catch((problem) => {
      throw problem.code === 'username_taken' ? wrong : problem;
    });
  });
  token = entered.access_token;
}
await enter().catch((problem) => fail(problem.code ? problem.message : `no server at ${server}`));

const { conversations } = await call('GET', '/api/conversations');
const general = conversations.find(({ kind, title }) => kind === 'channel' && title === 'general');
if (!general) fail('You are not in #general.');
let rev = general.rev; // how far we know the conversation
let seq = 0; // the newest message that was shown

const names = new Map();
async function nameOf(id) {
  if (!names.has(id)) names.set(id, (await call('GET', `/api/users/${id}`)).display_name);
  return names.get(id);
}
async function text({ body, deleted_at, event, data }) {
  if (deleted_at) return ': (deleted)';
  if (!event) return `: ${body.replace(/[^\P{Cc}\n]/gu, '')}`; // nobody plays with our terminal
  const ids = [data.user_ids ?? data.user_id ?? []].flat();
  const whom = ids.length > 3 ? `${ids.length} people` : (await Promise.all(ids.map(nameOf))).join(', ');
  const what = [event.replaceAll('_', ' '), whom, data.title ?? data.topic ?? data.role];
  return ` * ${what.filter(Boolean).join(' ')}`;
}
// What has a greater `seq` than all that was known is new; the others are changes of what was
// shown already, which a terminal leaves as it was.
async function show(messages) {
  const fresh = messages.filter((message) => message.seq > seq).sort((a, b) => a.seq - b.seq);
  for (const message of fresh) {
    const time = new Date(message.created_at).toTimeString().slice(0, 5);
    console.log(`${time} ${await nameOf(message.sender_id)}${await text(message)}`);
    seq = message.seq;
  }
}
async function catchUp() {
  const missed = [];
  let changes = { rev };
  do {
    changes = await call('GET', `/api/conversations/${general.id}/changes?after=${changes.rev}`);
    missed.push(...changes.messages);
  } while (changes.has_more);
  await show(missed);
  rev = changes.rev;
}
async function apply(change) {
  if ((change.conversation_id ?? change.id) !== general.id || change.rev <= rev) return;
  if (change.after_rev > rev) return catchUp(); // a gap
  await show((change.messages ?? []).filter((message) => message.rev > rev));
  rev = change.rev;
}
await show((await call('GET', `/api/conversations/${general.id}/messages?limit=10`)).messages);

let turn = Promise.resolve();
function next(step) { // one thing after the other
  turn = turn.then(step).catch((problem) => console.error(problem.message));
}
// What is not acknowledged is sent again, in order, however long the server is away.
const again = { retries: Infinity, ackTimeout: 10_000 };
const socket = io(server, { auth: (give) => give({ token }), transports: ['websocket'], ...again });
socket.on('connect', () => next(catchUp));
socket.on('message:changed', (change) => next(() => apply(change)));
socket.on('conversation:changed', (change) => next(() => apply(change)));
socket.on('session:revoked', () => fail('Your session has ended.'));
socket.on('disconnect', () => console.error('(The server is away. What you type now is sent later.)'));
socket.on('connect_error', async ({ message }) => {
  if (socket.active) return; // It tries again by itself.
  await enter().catch(() => console.error(`not connected: ${message}`));
  setTimeout(() => socket.connect(), 1_000);
});

console.log(`You are ${name}. Type, and press Enter.`);
for await (const body of createInterface({ input: process.stdin })) {
  if (body.trim()) await say({ id: randomUUID(), conversation_id: general.id, body });
}
process.exit();

// The id is ours, so that sending again is harmless.
async function say(message) {
  const { error } = await socket.emitWithAck('message:send', message);
  if (!error) return;
  if (!error.retry_after_ms) return console.error(`not sent: ${error.detail}`);
  await sleep(error.retry_after_ms);
  await say(message);
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
