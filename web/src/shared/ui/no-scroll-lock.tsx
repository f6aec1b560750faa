/** In place of the package that Radix brings: see `vite.config.ts`. */
import type { ReactNode } from 'react';

export function RemoveScroll({ children }: { readonly children: ReactNode }) {
  return children;
}
