// A chat in the terminal: `node chat.mjs NAME [SERVER]`. What you type is said in #general.
//
// It registers NAME, or logs in where NAME exists (the password is in SNUG_PASSWORD), shows the
// last messages, and then follows the conversation by the rule that every client follows:
// a change that does not join what it knows is a gap, and a gap is asked for.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

const [name, server = 'http://127.0.0.1:8080'] = process.argv.slice(2);
const password = process.env.SNUG_PASSWORD ?? 'only-for-trying-it-out';
if (!name) fail('node chat.mjs NAME [SERVER]');

async function call(method, path, body) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(server + path, { method, headers, body: JSON.stringify(body) });
  const json = await answer.json();
  if (json.code === 'token_expired') return enter().then(() => call(method, path, body));
  return answer.ok ? json : Promise.reject(Object.assign(new Error(json.detail), json));
}

let token;
async function enter() {
  const who = { username: name, password };
  const entered = await call('POST', '/api/auth/register', who).catch((problem) => {
    if (problem.code !== 'username_taken') throw problem;
    return call('POST', '/api/auth/login', who);
  });
  token = entered.access_token;
}
await enter().catch((problem) => fail(problem.message));

const { conversations } = await call('GET', '/api/conversations');
const general = conversations.find(({ kind, title }) => kind === 'channel' && title === 'general');
let rev = general.rev; // how far we know the conversation

const names = new Map();
async function show(message) {
  const id = message.sender_id;
  if (!names.has(id)) names.set(id, (await call('GET', `/api/users/${id}`)).display_name);
  const text = message.deleted_at ? '(deleted)' : (message.body ?? `(${message.event?.type ?? message.kind})`);
  console.log(`${message.created_at.slice(11, 16)} ${names.get(id)}: ${text}`);
}

const newest = await call('GET', `/api/conversations/${general.id}/messages?limit=10`);
for (const message of newest.messages) await show(message);

async function catchUp() {
  for (let more = true; more; ) {
    const path = `/api/conversations/${general.id}/changes?after=${rev}`;
    const changes = await call('GET', path);
    for (const message of changes.messages) await show(message);
    ({ rev, has_more: more } = changes);
  }
}

let turn = Promise.resolve();
function next(step) { // one thing after the other
  turn = turn.then(step).catch((problem) => console.error(problem.message));
}
const socket = io(server, { auth: (give) => give({ token }), transports: ['websocket'] });
socket.on('connect', () => next(catchUp));
socket.on('connect_error', async ({ message }) => {
  if (message === 'token_expired') await enter();
  else console.error(`not connected: ${message}`);
  if (!socket.active) socket.connect();
});
socket.on('message:changed', (change) => {
  if (change.conversation_id !== general.id) return;
  next(async () => {
    if (change.rev <= rev) return;
    if (change.after_rev > rev) return catchUp();
    for (const message of change.messages) if (message.rev > rev) await show(message);
    rev = change.rev;
  });
});

console.log(`You are ${name}. Type, and press Enter.`);
createInterface({ input: process.stdin })
  .on('line', async (body) => {
    if (!body.trim()) return;
    // The id is ours, so that sending again after a lost answer is harmless.
    const message = { id: randomUUID(), conversation_id: general.id, body };
    const answer = await socket.timeout(10_000).emitWithAck('message:send', message).catch((error) => ({ error }));
    if (answer.error) console.error(`not sent: ${answer.error.detail ?? answer.error.message}`);
  })
  .on('close', async () => {
    setTimeout(() => process.exit(), 500); // what was typed last is on its way
  });

function fail(why) {
  console.error(why);
  process.exit(1);
}
