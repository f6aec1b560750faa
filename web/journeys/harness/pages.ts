/**
 * While the app is worked on: SNUG_PAGES names a folder that it was built into, whose pages come in
 * place of those in the binary, so that a change of a screen needs no build of the server.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type PreviewServer, preview } from 'vite';

/** Pages in front of the server at `url`; null where its own are wanted. */
export async function openPages(url: string): Promise<PreviewServer | null> {
  const outDir = process.env['SNUG_PAGES'];
  if (outDir === undefined) return null;
  if (!existsSync(join(outDir, 'index.html'))) throw new Error(`${outDir} has no pages in it.`);
  // The short form would send another host along, which the server refuses as another origin.
  const http = { target: url };
  const proxy = { '/api': http, '/hooks': http, '/socket.io': { ...http, ws: true } };
  return await preview({
    configFile: false,
    logLevel: 'silent',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, proxy },
  });
}
