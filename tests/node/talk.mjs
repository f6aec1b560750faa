// Alice sends, Bob hears; prints what was acknowledged and what was heard.
import { client, connected, given, send } from "./client.mjs";

const [alice, bob] = given.tokens.map((token) => client(token));
const heard = [];
const everything = new Promise((resolve) => {
  bob.on("message:changed", ({ messages }) => {
    heard.push(...messages);
    if (heard.length >= 20) {
      resolve();
    }
  });
});
await Promise.all([connected(alice), connected(bob)]);
const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => send(alice, `${n} ünïcödé 🦢`)));
await everything;
console.log(JSON.stringify({ heard, acknowledged: answers.map((answer) => answer.id) }));
alice.close();
bob.close();
