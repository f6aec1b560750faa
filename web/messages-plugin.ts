/**
 * Makes the messages in src/shared/i18n into data that is said without parsing, in three parts: those
 * of what everybody sees first, those of the places that are loaded later, and those of the service
 * worker. A message that is not valid fails the build.
 */
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

/**
 * By what stands before the dot in their names, or by all of it. A test holds the first page to it, but for
 * the codes of problems: these are of what is only done in places that come later.
 */
const LATER: ReadonlySet<string> = new Set([
  'acts',
  'channels',
  'chosen',
  'clock',
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
  'conversation.join',
  'conversation.join_hint',
  'conversation.missing',
  'error.invalid_credentials',
  'error.last_owner',
  'error.quota_exceeded',
  'error.registration_closed',
  'error.storage_full',
  'error.too_large',
  'error.too_many',
  'error.unknown_event',
  'error.upload_lost',
  'error.username_taken',
  'files.download',
  'files.download_only',
  'files.download_this',
  'files.retry_named',
  'files.unloaded',
  'files.unplayed',
  'timeline.arrived',
  'timeline.delete_failed',
  'timeline.discard',
  'timeline.edit_failed',
  'timeline.gone',
  'timeline.pin_failed',
  'timeline.react_failed',
  'timeline.save_failed',
  'timeline.send_failed',
]);

/** What the service worker says in the same words as the page. */
const ALSO_PUSHED: ReadonlySet<string> = new Set(['files.several', 'ring.hint', 'ring.in']);

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
          .filter(([name]) => partOf(name) === part || (part === 'pushed' && ALSO_PUSHED.has(name)))
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
  return LATER.has(name) || LATER.has(name.split('.')[0] ?? '');
}
