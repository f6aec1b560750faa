// A push service, and the browsers that subscribe there. It checks that a push is what it must be
// (RFC 8030, 8188, 8291, 8292) with nothing of the server's own, decrypts it, keeps it, and answers,
// or misbehaves, as it was told to. Its first line says where it listens. Given {key, cert}, pushes come by
// HTTP/2 over TLS to a place of their own.
//
//   POST /new {key}       a browser that subscribes for a server's key: {id, endpoint, keys}
//   PUT /{id} [answer]    how its pushes are answered from now on, in turn; the last answer stays
//   GET /{id}             what came for it, in order
//   GET /connections      how many have come by TLS
//   POST /push/{id}       a push
//
// An answer: {status, retry_after, location, after_ms, most}, the last one being how many bytes of plain
// text are taken, or {instead: "hang", "garbage", "close" or "half"}, the last one being a part of an answer.
import { createECDH, createPublicKey, randomBytes, verify } from "node:crypto";
import { createServer } from "node:http";
import { createSecureServer } from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import ece from "http_ece";

const MOST = 4096; // bytes of a body that every push service takes (RFC 8030, section 7.2)
const TAKEN = { status: 201 };
const browsers = new Map();
let origin;
let connections = 0;

/** What a push must be and is not. */
class Wrong extends Error {}

function must(what, is) {
  if (!is) {
    throw new Wrong(what);
  }
}

function subscribe(key) {
  const id = randomBytes(8).toString("hex");
  const secret = createECDH("prime256v1");
  const point = secret.generateKeys();
  const auth = randomBytes(16);
  browsers.set(id, { key, secret, auth, answers: [TAKEN], pushes: [] });
  const keys = { p256dh: point.toString("base64url"), auth: auth.toString("base64url") };
  return { id, endpoint: `${origin}/push/${id}`, keys };
}

/** Who sends it: a token that the key signed which the browser subscribed for (RFC 8292). */
function readToken(authorization, key, now = Date.now()) {
  const { t, k } = /^vapid t=(?<t>[\w.-]+), ?k=(?<k>[\w-]+)$/i.exec(authorization)?.groups ?? {};
  must("a token and a key", t && k);
  must("the key that was subscribed for", k === key);
  const point = Buffer.from(k, "base64url");
  must("an uncompressed point", point.length === 65 && point[0] === 4);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
  const jwk = createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x, y } });
  const [header, claims, signature] = t.split(".");
  const signer = { key: jwk, dsaEncoding: "ieee-p1363" };
  const signed = Buffer.from(`${header}.${claims}`);
  must("signed", verify("sha256", signed, signer, Buffer.from(signature, "base64url")));
  must("of ES256", JSON.parse(Buffer.from(header, "base64url")).alg === "ES256");
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url"));
  must(`for ${origin}, not ${aud}`, aud === origin);
  const seconds = exp - now / 1000;
  must(`valid, for a day at most, not for ${seconds} s`, seconds > 0 && seconds <= 24 * 60 * 60);
  must(`a contact, not ${sub}`, /^(mailto:|https:\/\/)./.test(sub));
}

function readText(browser, body) {
  must(`at most ${MOST} bytes, not ${body.length}`, body.length <= MOST);
  const recordSize = body.readUInt32BE(16);
  must("one record", body.length - 21 - body[20] <= recordSize);
  const { secret: privateKey, auth: authSecret } = browser;
  return ece.decrypt(body, { version: "aes128gcm", privateKey, authSecret });
}

/** What is read here is what the RFCs say: their examples (RFC 8291, section 5, and RFC 8292, section 2.4). */
function tryExamples() {
  const secret = createECDH("prime256v1");
  secret.setPrivateKey("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "base64url");
  const auth = Buffer.from("BTBZMqHH6r4Tts7J_aSIgg", "base64url");
  const body = Buffer.from(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
    "base64url",
  );
  const text = readText({ secret, auth }, body).toString();
  must("the text of RFC 8291", text === "When I grow up, I want to be a watermelon");
  const key = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
  const token =
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
  origin = "https://push.example.net";
  readToken(`vapid t=${token}, k=${key}`, key, 1_453_500_000_000);
}

async function bytesOf(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function take(request, response, browser) {
  const answer = browser.answers.length > 1 ? browser.answers.shift() : browser.answers[0];
  const { ttl, urgency, topic, authorization } = request.headers;
  const push = { at_ms: Date.now(), ttl, urgency, topic };
  if (answer.instead === "close") {
    // Before its body was read.
    browser.pushes.push(push);
    request.socket.destroy();
    return;
  }
  const body = await bytesOf(request);
  try {
    must(`a TTL, not ${ttl}`, /^\d+$/.test(ttl));
    must(`an urgency, not ${urgency}`, ["very-low", "low", "normal", "high"].includes(urgency));
    must(`a topic, not ${topic}`, topic === undefined || /^[\w-]{1,32}$/.test(topic));
    must("its encoding", request.headers["content-encoding"] === "aes128gcm");
    readToken(authorization, browser.key);
    const text = readText(browser, body);
    push.bytes = text.length;
    push.payload = JSON.parse(text);
  } catch (error) {
    push.wrong = error instanceof Wrong ? `it is not ${error.message}` : `${error}`;
  }
  browser.pushes.push(push);
  if (push.wrong) {
    response.writeHead(400).end(push.wrong);
    return;
  }
  await reply(request, response, answer, push);
}

async function reply(request, response, answer, push) {
  const { instead, after_ms, most, retry_after, location } = answer;
  if (instead === "hang") {
    return;
  }
  if (instead === "garbage") {
    request.socket.end("\u0000\u0001 220 smtp.example ESMTP\r\n\r\n");
    return;
  }
  if (instead === "half") {
    request.socket.write("HTTP/1.1 201 Created\r\nContent-Le", () => request.socket.destroy());
    return;
  }
  if (after_ms) {
    await sleep(after_ms);
  }
  const status = most !== undefined && push.bytes > most ? 413 : (answer.status ?? 201);
  const headers = { ...(retry_after && { "Retry-After": retry_after }), ...(location && { Location: location }) };
  response.writeHead(status, headers).end(status < 300 ? undefined : `this is a\n ${status}`);
}

async function route(request, response) {
  const [, first, second] = request.url.split("/");
  const send = (value) => response.end(JSON.stringify(value));
  if (first === "push") {
    const browser = browsers.get(second);
    if (browser && request.method === "POST") {
      return take(request, response, browser);
    }
    return response.writeHead(404).end();
  }
  const given = async () => JSON.parse(await bytesOf(request));
  if (request.method === "POST") {
    return send(subscribe((await given()).key));
  }
  if (first === "connections") {
    return send(connections);
  }
  const browser = browsers.get(first);
  if (request.method === "PUT") {
    browser.answers = await given();
  }
  return send(browser.pushes);
}

function answer(request, response) {
  route(request, response).catch((error) => {
    // A server that is killed sends half a push.
    if (error.code !== "ECONNRESET") {
      console.error(error);
    }
    response.destroy();
  });
}

tryExamples();
const server = createServer(answer);
// A connection that is closed when it is used again would count as no answer.
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => {
  const listening = `http://127.0.0.1:${server.address().port}`;
  if (!process.argv[2]) {
    origin = listening;
    console.log(listening);
    return;
  }
  const secure = createSecureServer(JSON.parse(process.argv[2]), answer);
  secure.on("session", () => connections++);
  secure.listen(0, "localhost", () => {
    origin = `https://localhost:${secure.address().port}`;
    console.log(listening);
  });
});
