import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { messages } from './messages-plugin.ts';

// The server's, for `npm run dev`.
const SERVER = process.env['SNUG_DEV_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [messages(), react()],
  resolve: {
    tsconfigPaths: true,
    alias: {
      // It adds a <style>, which the policy forbids; nothing here locks the page's scrolling.
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
