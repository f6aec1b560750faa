/**
 * While the app is worked on: SNUG_PAGES names a folder that it was built into, whose pages come in
 * place of those in the binary, so that a change of a screen needs no build of the server.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, type PreviewServer, preview } from 'vite';

const POLICY = 'content-security-policy';

/** Pages in front of the server at `url`, under its policy; null where its own are wanted. */
export async function openPages(url: string): Promise<PreviewServer | null> {
  const outDir = process.env['SNUG_PAGES'];
  if (outDir === undefined) return null;
  const page = readFileSync(join(outDir, 'index.html'), 'utf8');
  const own = await fetch(url, { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } });
  // The short form would send another host along, which the server refuses as another origin.
  const http = { target: url };
  return await preview({
    configFile: false,
    logLevel: 'silent',
    plugins: [sayThatItIsCurrent(url, page)],
    build: { outDir },
    preview: {
      host: '127.0.0.1',
      port: 0,
      allowedHosts: ['snug.example'],
      headers: { [POLICY]: own.headers.get(POLICY) ?? '' },
      proxy: { '/api': http, '/hooks': http, '/socket.io': { ...http, ws: true } },
    },
  });
}

/** Otherwise each page would say that the server has a newer one. */
function sayThatItIsCurrent(url: string, page: string): Plugin {
  const app = /<script[^>]* src="([^"]+)"/.exec(page)?.[1];
  return {
    name: 'current',
    configurePreviewServer({ middlewares }) {
      middlewares.use('/api/server', (request, response, next) => {
        if (request.method !== 'GET') next();
        else {
          void fetch(`${url}/api/server`)
            .then(async (answer) => ({ ...(await answer.json()), app }))
            .then(
              (server) => {
                response.setHeader('content-type', 'application/json');
                response.end(JSON.stringify(server));
              },
              () => {
                response.statusCode = 502;
                response.end();
              },
            );
        }
      });
    },
  };
}
