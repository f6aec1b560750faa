/** Why people could not be brought together, in words; null where a field says it. */
import { ProblemError } from '../api/errors';
import type { Say } from '../i18n/i18n';
import { problemText } from '../i18n/problem-text';

export function makeProblemText(error: Error, say: Say): string | null {
  if (!(error instanceof ProblemError)) return problemText(error, say);
  const { code, errors } = error.problem;
  if (code === 'forbidden') return say('directory.blocked');
  if (code === 'too_many') return say('directory.too_many');
  if (code !== 'invalid_field') return problemText(error, say);
  const isPeople = errors?.some((it) => it.field === 'member_ids' || it.field === 'user_ids');
  return isPeople ? say('directory.unknown') : null;
}
