/**
 * Makes the messages in src/shared/i18n into data that is said without parsing, in three parts: those
 * of what everybody sees first, those of the places that are loaded later, and those of the service
 * worker. A message that is not valid fails the build.
 */
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

/** By what stands before the dot in their names. A test holds the first page to it. */
const LATER: ReadonlySet<string> = new Set([
  'acts',
  'channels',
  'chosen',
  'directory',
  'emoji',
  'entry',
  'field',
  'invite',
  'forward',
  'keys',
  'later',
  'lightbox',
  'members',
  'mention',
  'notify',
  'offer',
  'palette',
  'picture',
  'pins',
  'polls',
  'previews',
  'profile',
  'readers',
  'ring',
  'saved',
  'search',
  'session',
  'settings',
  'start',
  'status',
  'thread',
  'uploads',
  'welcome',
]);

export function messages(): Plugin {
  return {
    name: 'messages',
    enforce: 'pre',
    transform: {
      filter: { id: /\/i18n\/\w+\.json\?(?:first|later|pushed)$/ },
      handler(code, id) {
        const texts: Record<string, string> = JSON.parse(code);
        const part = id.slice(id.lastIndexOf('?') + 1);
        const compiled = Object.entries(texts)
          .filter(([name]) => partOf(name) === part)
          .map(([name, text]) => [name, compileMessage(text)]);
        const data = JSON.stringify(Object.fromEntries(compiled));
        return { code: `export default ${data};`, map: null, moduleType: 'js' };
      },
    },
  };
}

function partOf(name: string): string {
  if (name.startsWith('worker.')) return 'pushed';
  return isLater(name) ? 'later' : 'first';
}

export function isLater(name: string): boolean {
  return LATER.has(name.split('.')[0] ?? '');
}
