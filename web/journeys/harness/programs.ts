/** The two programs that journeys need: the server that was built, and a Chromium that is here. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** How the browser is started; `more` are arguments of its own. */
export function launch(...more: readonly string[]): { executablePath: string; args: string[] } {
  // `http://snug.example` is a page as it is behind no HTTPS: not of this machine, so not trusted.
  const args = ['--host-resolver-rules=MAP snug.example 127.0.0.1', ...more];
  // Chromium's sandbox refuses root, which is who runs the gate.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return { executablePath: findChromium(), args };
}

/** SNUG_CHROMIUM, or the first of the usual names on the PATH. Nothing is downloaded. */
function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [process.env['SNUG_CHROMIUM'] ?? '', ...places].find(isProgram);
  if (found !== undefined) return found;
  throw new Error(`The journeys need a browser: install ${NAMES.join(' or ')}.`);
}

/** SNUG_BINARY, or what `cargo build` makes. */
export function findServer(): string {
  const place = resolve(
    process.env['SNUG_BINARY'] ?? join(import.meta.dirname, '../../../target/debug/snug'),
  );
  if (isProgram(place)) return place;
  throw new Error(`There is no server at ${place}: run \`cargo build\`, or set SNUG_BINARY.`);
}

function isProgram(place: string): boolean {
  try {
    accessSync(place, constants.X_OK);
    return place !== '';
  } catch {
    return false;
  }
}
