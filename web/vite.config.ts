import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { emoji } from './emoji-plugin.ts';
import { messages } from './messages-plugin.ts';
import { inOrder } from './page-plugin.ts';
import { slimRouter } from './router-plugin.ts';
import { serviceWorker } from './worker-plugin.ts';

// The server's, for `npm run dev`.
const SERVER = process.env['SNUG_DEV_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [messages(), emoji(), slimRouter(), react(), inOrder(), serviceWorker()],
  resolve: {
    tsconfigPaths: true,
    alias: {
      // Socket.IO's third way to the server, which `socket-line.ts` never goes.
      './webtransport.js': new URL('./src/shared/connection/no-webtransport.ts', import.meta.url)
        .pathname,
      // It adds a <style>, which the policy forbids; nothing here locks the page's scrolling.
      'react-router': new URL(
        './node_modules/react-router/dist/production/index.mjs',
        import.meta.url,
      ).pathname,
      'react-remove-scroll': new URL('./src/shared/ui/no-scroll-lock.tsx', import.meta.url)
        .pathname,
    },
  },
  build: {
    outDir: '../static',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline, so that the Content-Security-Policy needs no exception.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // Places are loaded before anybody goes there: what each of them imports would be named in front of
      // everybody's first message, and is found a round trip later without.
      resolveDependencies: (_file, needed, { hostType }) =>
        hostType === 'html' ? needed : needed.filter((it) => it.endsWith('.css')),
    },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs is two files, which compress better than many: that of others' work
          // stays as it is when a new version of the app comes. What runs before they are there is one more.
          groups: [
            { name: 'ahead', test: /src\/app\/ahead/, tags: ['$initial'], priority: 2 },
            { name: 'core', test: /node_modules/, tags: ['$initial'], priority: 1 },
            { name: 'own', tags: ['$initial'] },
            // The door is what somebody new waits for next, and a browser asks for six files at a time.
            { name: 'entry', test: /features\/entry\/entry-page/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': SERVER,
      '/socket.io': { target: SERVER, ws: true },
      '/hooks': SERVER,
    },
  },
  // It would leave one core idle, which of two is half.
  test: { include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'], maxWorkers: '100%' },
});
