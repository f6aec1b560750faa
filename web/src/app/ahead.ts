/**
 * What the page asks for while its libraries are on their way, which on a slow line takes a second: who is
 * here, the words, and, where nobody is, the door. A file of its own (`vite.config.ts`), which runs as soon
 * as it is there: nothing that is imported here may need a library.
 */
import { clock } from '@/shared/clock';
import { LANGUAGES, languageAmong } from '@/shared/i18n/languages';
import { wantedLanguages } from '@/shared/i18n/wanted';
import { browserFarewell } from '@/shared/session/farewell';
import { RefreshAhead } from '@/shared/session/refresh-ahead';

const refresh = new RefreshAhead(clock.heeding((...asked) => fetch(...asked)));

/** The browser's `fetch`, which knows already what was asked ahead. */
export const fetchAhead = refresh.fetch;

const words = LANGUAGES[languageAmong(wantedLanguages())];

async function askWho(): Promise<void> {
  if (browserFarewell.isOwed() || (await refresh.ask()).status !== 401) return;
  await Promise.all([words.later(), import('@/features/entry/entry-page')]);
}

// Whatever fails is asked for again by those who need it.
void Promise.allSettled([words.first(), askWho()]);
