// Prints the message with which the server refuses a connection.
import { client, given } from "./client.mjs";

const socket = client(given.tokens[0], { reconnection: false });
socket.on("connect_error", (error) => {
  console.log(JSON.stringify(error.message));
  socket.close();
});
