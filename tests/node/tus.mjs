// Uploads a file with the official client of tus, as it is: in one go or in chunks, with a pause in
// the middle, through whatever comes between. Prints where it is, or what it was refused with.
import { readFileSync } from "node:fs";
import * as tus from "tus-js-client";

const given = JSON.parse(process.argv[2]);
const bytes = readFileSync(given.file);

function send(more) {
  return new Promise((resolve) => {
    const upload = new tus.Upload(bytes, {
      endpoint: `${given.url}/api/uploads`,
      headers: { Authorization: `Bearer ${given.token}` },
      metadata: { filename: "Schwäne 🦢.bin", filetype: "image/png" },
      retryDelays: [50, 100, 200, 400, 800, 1600, 3200],
      ...given.options,
      ...more,
      onProgress(sent) {
        if (more.pause && sent >= bytes.length / 2) {
          upload.abort().then(() => resolve(upload));
        }
      },
      onSuccess: () => resolve(upload),
      onError(error) {
        const answer = error.originalResponse;
        console.log(JSON.stringify({ status: answer?.getStatus(), body: answer?.getBody() }));
        process.exit(0);
      },
    });
    upload.start();
  });
}

let upload = await send({ pause: given.pause });
if (given.pause) {
  // As a page does that was closed meanwhile.
  upload = await send({ uploadUrl: upload.url });
}
if (given.terminate) {
  await upload.abort(true);
}
console.log(JSON.stringify({ url: upload.url }));
