/**
 * Makes the messages in src/shared/i18n into data that is said without parsing. A message that is
 * not valid fails the build.
 */
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

export function messages(): Plugin {
  return {
    name: 'messages',
    enforce: 'pre',
    transform: {
      filter: { id: /\/i18n\/\w+\.json$/ },
      handler(code) {
        const texts: Record<string, string> = JSON.parse(code);
        const compiled = Object.entries(texts).map(([name, text]) => [name, compileMessage(text)]);
        const data = JSON.stringify(Object.fromEntries(compiled));
        return { code: `export default ${data};`, map: null, moduleType: 'js' };
      },
    },
  };
}
