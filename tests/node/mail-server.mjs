// A mail server. It takes mails by SMTP, reads each with nothing of the server's own, keeps it, and
// answers, or misbehaves, as it was told to. Its argument is {port, key, cert, secure, starttls, user,
// password}; with a user it takes nothing from anybody else. Its first line says where it is told what
// to do:
//
//   GET /        what came, in order
//   PUT / {…}    how it answers from now on
//   POST /away   nobody listens any more, until
//   POST /back
//
// {mail, rcpt, data}: each a reply such as 550 in the place of 250. {hang}: "greeting" or "data".
// {after_ms}: how long it takes to say that a mail, which it keeps already, is taken. {rcpt_ms}: how long to
// say that a mail may come.
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

const { port, key, cert, secure, starttls, user, password } = JSON.parse(process.argv[2]);
const LONGEST = 998; // bytes of a line without its end (RFC 5322, section 2.1.1)
const mails = [];
let answers = {};
let smtp;

/** An answer, if it was told to give one; it repeats the address, as mail servers do. */
function refusal(step, address) {
  const code = answers[step];
  if (!code) {
    return undefined;
  }
  const words = `5.1.1 <${address}> is not what I like`;
  return Object.assign(new Error(words), { responseCode: code });
}

/** What a mail must be on the wire and is not. */
function faults(raw) {
  const wrong = [];
  const text = raw.toString("latin1");
  const [head] = text.split("\r\n\r\n", 1);
  if (/[^\r]\n|\r[^\n]/.test(text)) {
    wrong.push("a line that ends otherwise than with CR LF");
  }
  if (text.split("\r\n").some((line) => line.length > LONGEST)) {
    wrong.push("a line that is too long");
  }
  if (/[^\t\r\n -~]/.test(head)) {
    wrong.push("a header that is not ASCII");
  }
  if (!head.split("\r\n").every((line) => /^([!-9;-~]+: |[ \t]+\S)/.test(line))) {
    wrong.push("a line that is no header");
  }
  return wrong.length ? wrong.join(", ") : undefined;
}

async function read(raw, session) {
  const { subject, from, to, text, html, headers, messageId, date } = await PostalMime.parse(raw);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    at_ms: Date.now(),
    wrong: faults(raw),
    envelope: { from: mailFrom.address, to: rcptTo.map(({ address }) => address) },
    hello: session.hostNameAppearsAs,
    encrypted: session.secure,
    user: session.user,
    subject,
    from,
    to,
    text,
    html,
    message_id: messageId,
    date,
    headers: headers.map(({ key, value }) => [key, value]),
    raw: raw.toString("latin1"),
  };
}

async function take(stream, session) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  const refused = refusal("data", session.envelope.rcptTo[0].address);
  if (refused) {
    throw refused;
  }
  if (answers.hang === "data") {
    await new Promise(() => {});
  }
  mails.push(await read(Buffer.concat(chunks), session));
  await sleep(answers.after_ms ?? 0);
}

async function listen() {
  smtp = new SMTPServer({
    secure,
    key,
    cert,
    hideSTARTTLS: !starttls,
    authOptional: !user,
    disableReverseLookup: true,
    closeTimeout: 0,
    logger: false,
    onConnect: (_session, done) => answers.hang !== "greeting" && done(),
    onAuth: ({ username, password: said }, _session, done) =>
      username === user && said === password
        ? done(null, { user: username })
        : done(Object.assign(new Error(`5.7.8 not ${username}:${said}`), { responseCode: 535 })),
    onMailFrom: ({ address }, _session, done) => done(refusal("mail", address)),
    onRcptTo: ({ address }, _session, done) =>
      sleep(answers.rcpt_ms ?? 0).then(() => done(refusal("rcpt", address))),
    onData: (stream, session, done) => take(stream, session).then(() => done(), done),
  });
  // A server that is killed, or has no more patience, breaks off.
  smtp.on("error", ({ code, message }) => {
    if (code !== "ECONNRESET" && code !== "EPIPE") {
      console.error(message);
    }
  });
  await once(smtp.listen(port, "127.0.0.1"), "listening");
}

async function route(request) {
  const { method, url } = request;
  if (url === "/away") {
    await new Promise((closed) => smtp.close(closed));
  } else if (url === "/back") {
    await listen();
  } else if (method === "PUT") {
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    answers = JSON.parse(Buffer.concat(chunks));
  }
  return mails;
}

await listen();
const control = createServer((request, response) => {
  route(request).then(
    (mails) => response.end(JSON.stringify(mails)),
    (error) => {
      console.error(error);
      response.writeHead(500).end("null");
    },
  );
});
// A connection that is closed when it is used again would count as no answer.
control.keepAliveTimeout = 0;
control.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${control.address().port}`));
