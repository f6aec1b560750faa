/** What a person is told beside a field that the server did not take. */
import { ProblemError } from '../api/errors';
import type { Say } from './i18n';

export function fieldText(error: Error | null, field: string, say: Say): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const found = error.problem.errors?.find((it) => it.field === field);
  switch (found?.code) {
    case undefined:
      return undefined;
    case 'missing':
    case 'too_short':
      return say('field.missing');
    case 'too_long':
      return say('field.too_long');
    default:
      return say('field.invalid');
  }
}
