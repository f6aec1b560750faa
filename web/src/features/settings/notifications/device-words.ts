/** What is said of each state that this device can be in, and what can be done about it. */
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import type { Say } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import type { PushState } from '@/shared/push/push';
import { deviceOf } from '../device';

interface DeviceWords {
  /** In a word or two. */
  readonly standing: string;
  readonly words: string;
  /** One after the other. */
  readonly steps: readonly string[];
  readonly action: { readonly words: string; readonly does: 'on' | 'off' | 'look' } | null;
}

/** `user_agent`: what this browser calls itself, by which one finds its settings. */
export function deviceWords(state: PushState, say: Say, user_agent: string): DeviceWords {
  const turnOn = { words: say('settings.push_turn_on'), does: 'on' } as const;
  const off = { standing: say('settings.push_off'), steps: [], action: null };
  switch (state.name) {
    case 'insecure':
      return { ...off, words: say('settings.push_insecure') };
    case 'unsupported':
      return { ...off, words: say('settings.push_unsupported') };
    case 'page':
      return state.isAllowed
        ? { ...off, standing: say('settings.push_page'), words: say('settings.push_page_words') }
        : { ...off, words: say('settings.push_page_unasked'), action: turnOn };
    case 'uninstalled':
      return {
        ...off,
        words: say('settings.push_uninstalled'),
        steps: [
          say('settings.push_install_share'),
          say('settings.push_install_add'),
          say('settings.push_install_open'),
        ],
      };
    case 'unasked':
      return { ...off, words: say('settings.push_unasked'), action: turnOn };
    case 'off':
      return { ...off, words: say('settings.push_off_words'), action: turnOn };
    case 'looking':
    case 'asking':
      return { ...off, words: say('settings.push_asking'), action: turnOn };
    case 'blocked':
      return {
        standing: say('settings.push_blocked'),
        words: say('settings.push_blocked_words'),
        steps: unblocking(user_agent, say),
        action: { words: say('settings.push_look'), does: 'look' },
      };
    case 'failed':
      return {
        standing: say('settings.push_failed'),
        words: failure(state.error, say),
        steps: [],
        action: { words: say('app.retry'), does: 'on' },
      };
    case 'on':
      return {
        standing: say('settings.push_on'),
        words: say(state.id === null ? 'settings.push_on_unsaid' : 'settings.push_on_words'),
        steps: [],
        action: { words: say('settings.push_turn_off'), does: 'off' },
      };
  }
}

function failure(error: Error, say: Say): string {
  if (error instanceof ProblemError && error.problem.code === 'too_many') {
    return say('settings.push_too_many');
  }
  const isServers = error instanceof ProblemError || error instanceof UnansweredError;
  return isServers ? problemText(error, say) : say('settings.push_refused');
}

function unblocking(user_agent: string, say: Say): string[] {
  const { browser, system } = deviceOf(user_agent);
  if (system === 'iPhone' || system === 'iPad') return [say('settings.unblock_ios')];
  if (system === 'Android') return [say('settings.unblock_android')];
  if (browser === 'Safari') return [say('settings.unblock_safari')];
  if (browser === 'Firefox') return [say('settings.unblock_firefox')];
  return [say('settings.unblock_chrome'), say('settings.unblock_system')];
}
