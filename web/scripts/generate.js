// Makes src/shared/api/schema.gen.ts, the types of the HTTP API, from the server's OpenAPI document.
// `--check` writes nothing, and fails where the file is not what the document makes.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const DOCUMENT = new URL('../../docs/openapi.json', import.meta.url);
const TARGET = new URL('../src/shared/api/schema.gen.ts', import.meta.url);
const HEADER = '// Made by `npm run generate` from docs/openapi.json. Never edit it.\n\n';

/**
 * What the document says in a way that types would get wrong: a flattened option is "an event, or
 * null" there, and on the wire it is an event or nothing.
 */
function mend(document) {
  const { schemas } = document.components;
  for (const schema of Object.values(schemas)) {
    for (const part of schema.allOf ?? []) {
      part.oneOf = part.oneOf?.map((one) => (one.type === 'null' ? NOTHING : one));
      if (!part.oneOf) delete part.oneOf;
    }
  }
  return document;
}

const NOTHING = {
  type: 'object',
  properties: { event: { type: 'null' }, data: { type: 'null' } },
};

const document = mend(JSON.parse(await readFile(DOCUMENT, 'utf8')));
const made = HEADER + astToString(await openapiTS(document));

if (process.argv.includes('--check')) {
  const held = await readFile(TARGET, 'utf8').catch(() => '');
  if (held !== made) {
    process.stderr.write('src/shared/api/schema.gen.ts is stale: npm run generate\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(TARGET, made);
}
