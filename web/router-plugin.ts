/**
 * Lets the build leave out what is not used of the router: names for developers' tools, and calls that are
 * not marked as free of effects, keep all of its components.
 */
import type { Plugin } from 'vite';

const NAMES = /^\w+\.displayName = .*;$/gmu;
const CALLS = /= (React\w*\.(?:forwardRef|createContext|memo)\()/gu;

export function slimRouter(): Plugin {
  return {
    name: 'slim-router',
    transform: {
      filter: { id: /\/react-router\/dist\// },
      handler(code) {
        return { code: code.replace(NAMES, '').replace(CALLS, '= /* @__PURE__ */ $1'), map: null };
      },
    },
  };
}
