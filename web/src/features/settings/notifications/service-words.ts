/** What a push service said, in words. */
import type { PushDevice, PushTried } from '@/shared/api/wire';
import type { Say } from '@/shared/i18n/i18n';

export function lastWords(
  { last }: Pick<PushDevice, 'last'>,
  timeOf: (at: string) => string,
  say: Say,
): string {
  if (!last) return say('settings.told_never');
  const time = timeOf(last.at);
  const { status } = last;
  if (status === null) return say('settings.told_last_silent', { time });
  if (isTaken(status)) return say('settings.told_last_taken', { time });
  return say('settings.told_last_refused', { time, status });
}

export function triedWords({ accepted, status, detail }: PushTried, say: Say): string {
  if (accepted) return say('settings.tried_taken');
  if (status === null) return say('settings.tried_silent', { detail });
  if (status === 404 || status === 410) return say('settings.tried_gone');
  if (status === 401 || status === 403) return say('settings.tried_forbidden', { status, detail });
  if (status === 429 || status >= 500) return say('settings.tried_later', { status });
  return say('settings.tried_refused', { status, detail });
}

function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}
