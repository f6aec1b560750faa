/**
 * Makes the service worker out of src/worker: one script at a fixed address, `/sw.js`, since browsers
 * know a worker by it, with the list of the files that this build of the app begins with.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { messages } from './messages-plugin.ts';
import type { Shell } from './src/worker/shell.ts';

const PAGE = 'index.html';
const ENTRY = new URL('./src/worker/worker.ts', import.meta.url).pathname;

export function serviceWorker(): Plugin {
  let publicDir = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      // After the page was made.
      order: 'post',
      async handler(_options, bundle) {
        const shell = shellOf(bundle, publicDir);
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: await bundleWorker(shell) });
      },
    },
  };
}

function shellOf(bundle: Rolldown.OutputBundle, publicDir: string): Shell {
  const built = Object.values(bundle).map((it) => {
    return [it.fileName, it.type === 'chunk' ? it.code : it.source] as const;
  });
  const others = readdirSync(publicDir).map((name) => {
    return [name, readFileSync(join(publicDir, name))] as const;
  });
  // In one order, whichever was made first: the same app is the same version.
  const all = [...built, ...others].sort(([one], [other]) => (one < other ? -1 : 1));
  const hash = createHash('sha256');
  for (const [name, bytes] of all) hash.update(name).update(bytes);
  const page = String(built.find(([name]) => name === PAGE)?.[1]);
  const script = /<script type="module"[^>]* src="([^"]+)"/.exec(page)?.[1];
  if (script === undefined) throw new Error('the page begins with no script');
  // The emoji of all languages are as much as all the rest, and one looks at those of one.
  const left = Object.values(bundle)
    .filter((it) => isEmoji(it))
    .map((it) => it.fileName);
  const files = all.map(([name]) => name).filter((name) => name !== PAGE && !left.includes(name));
  return {
    version: hash.digest('hex').slice(0, 16),
    script,
    files: files.map((name) => `/${name}`),
  };
}

function isEmoji(it: Rolldown.OutputAsset | Rolldown.OutputChunk): boolean {
  return it.type === 'chunk' && (it.facadeModuleId?.includes('emojibase-data') ?? false);
}

async function bundleWorker(shell: Shell): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    resolve: { tsconfigPaths: true },
    define: { SHELL_OF_THIS_BUILD: JSON.stringify(shell) },
    plugins: [messages()],
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: ENTRY, output: { format: 'iife', codeSplitting: false } },
    },
  });
  const [output] = [made].flat();
  if (!output || !('output' in output)) throw new Error('the worker was not built');
  return output.output[0].code;
}
