/** In place of what Engine.IO brings: see `vite.config.ts`. */
export const WT = undefined;
