// Says something, loses the server, comes back by itself, and says something again.
import { client, connected, given, send } from "./client.mjs";

const socket = client(given.tokens[0], { reconnectionDelay: 100, reconnectionDelayMax: 500 });
await connected(socket);
const again = new Promise((resolve) => socket.once("disconnect", () => socket.once("connect", resolve)));
// What is told to others is stored, though its acknowledgement may be lost with the server.
await send(socket, "I am here").catch(() => undefined);
await again;
await send(socket, "I am back");
console.log(JSON.stringify("back"));
socket.close();
