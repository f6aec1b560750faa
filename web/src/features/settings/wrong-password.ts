import { ProblemError } from '@/shared/api/errors';
import type { Say } from '@/shared/i18n/i18n';

/** What is said beside one's own password where it is not that. */
export function wrongPassword(error: Error | null, say: Say): string | undefined {
  const isWrong = error instanceof ProblemError && error.problem.code === 'invalid_credentials';
  return isWrong ? say('settings.password_wrong') : undefined;
}
