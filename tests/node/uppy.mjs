// Uploads a file with Uppy.
import { readFileSync } from "node:fs";
import Uppy from "@uppy/core";
import Tus from "@uppy/tus";

const given = JSON.parse(process.argv[2]);
const uppy = new Uppy().use(Tus, {
  endpoint: `${given.url}/api/uploads`,
  headers: { Authorization: `Bearer ${given.token}` },
  ...given.options,
});
// Outside a browser its client of tus takes no Blob.
const bytes = readFileSync(given.file);
const data = Object.assign(bytes, { size: bytes.length });
uppy.addFile({ name: "Schwäne 🦢.bin", type: "image/png", data });
const { successful, failed } = await uppy.upload();
console.log(JSON.stringify({ url: successful[0]?.uploadURL, failed: failed.map((file) => file.error) }));
