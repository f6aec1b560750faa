/** What is said beside the field, where an address or a code was not taken. */
import { ProblemError } from '@/shared/api/errors';
import { fieldText } from '@/shared/i18n/field-text';
import type { Say } from '@/shared/i18n/i18n';

export function mailText(error: Error | null, say: Say): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const { code, errors = [] } = error.problem;
  const [wrong] = errors;
  if (code === 'gone') return say('settings.mail_code_ended');
  if (code === 'rate_limited') return say('settings.mail_later');
  if (code === 'unavailable') return say('settings.mail_away');
  if (wrong?.code === 'refused') return say('settings.mail_refused');
  if (wrong?.code === 'invalid') {
    return say(wrong.field === 'code' ? 'settings.mail_code_wrong' : 'settings.mail_invalid');
  }
  return wrong && fieldText(error, wrong.field, say);
}
