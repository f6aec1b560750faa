// Says something, loses the server, comes back by itself, and says something again.
import { client, connected, given, send } from "./client.mjs";

const socket = client(given.tokens[0], { reconnectionDelay: 100, reconnectionDelayMax: 500 });
await connected(socket);
const again = new Promise((resolve) => socket.once("disconnect", () => socket.once("connect", resolve)));
await send(socket, "I am here");
await again;
await send(socket, "I am back");
console.log(JSON.stringify("back"));
socket.close();
