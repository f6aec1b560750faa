/** The two programs that journeys need: the server that was built, and a Chromium that is here. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** The same without a window, which takes a third less of a machine. It denies all notifications. */
const SHELL = 'chromium-headless-shell';

interface Launch {
  executablePath: string;
  args: string[];
}

/** How the browser is started; `more` are arguments of its own. */
export function launch(...more: readonly string[]): Launch {
  return launchOneOf([SHELL, ...BROWSERS], more);
}

/** The whole browser: it has a window, and asks whether somebody may be notified. */
export function launchWhole(...more: readonly string[]): Launch {
  return launchOneOf(BROWSERS, more);
}

function launchOneOf(names: readonly string[], more: readonly string[]): Launch {
  // `http://snug.example` is a page as it is behind no HTTPS: not of this machine, so not trusted.
  const args = ['--host-resolver-rules=MAP snug.example 127.0.0.1', ...more];
  // Chromium's sandbox refuses root, which is who runs the gate.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return { executablePath: find(names), args };
}

/** SNUG_CHROMIUM, or the first of these names that is on the PATH. Nothing is downloaded. */
function find(names: readonly string[]): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [process.env['SNUG_CHROMIUM'] ?? '', ...places].find(isProgram);
  if (found !== undefined) return found;
  throw new Error(`The journeys need a browser: install ${names.join(' or ')}.`);
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
