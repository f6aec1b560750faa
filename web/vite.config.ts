import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { emoji } from './emoji-plugin.ts';
import { messages } from './messages-plugin.ts';
import { slimRouter } from './router-plugin.ts';
import { serviceWorker } from './worker-plugin.ts';

// The server's, for `npm run dev`.
const SERVER = process.env['SNUG_DEV_SERVER'] ?? 'http://127.0.0.1:8080';

/** But for what only some pages do. */
const CORE =
  /node_modules\/(?!@tanstack\/.*(?:[iI]nfiniteQueryObserver|[mM]utationObserver|useInfiniteQuery|useMutation))(@lingui|@socket\.io|@tanstack|engine\.io|idb|react|react-dom|react-router|scheduler|socket\.io|uuid|virtua)/;

/** Of our own, what each page needs and others share: for the same reason one file, not ten small ones. */
const BASE =
  /src\/shared\/(cell|use-cell|mirror\/unread|api\/use-server|throttle|retry|place|i18n\/i18n|i18n\/language|api\/client|services|api\/errors|timeline\/range)\.ts|createLucideIcon|lucide-react\/dist\/esm\/(shared|defaultAttributes|Icon|context)|openapi-fetch/;

export default defineConfig({
  plugins: [messages(), emoji(), slimRouter(), react(), serviceWorker()],
  resolve: {
    tsconfigPaths: true,
    alias: {
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
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs of others' work: one file compresses better than several, and a new
          // version of the app leaves it as it is.
          groups: [
            { name: 'core', test: CORE },
            { name: 'base', test: BASE },
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
  test: { include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'] },
});
