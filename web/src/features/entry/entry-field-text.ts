/** What is said beside a field of a new account that the server did not take. */
import { ProblemError } from '@/shared/api/errors';
import { fieldText } from '@/shared/i18n/field-text';
import type { Say } from '@/shared/i18n/i18n';

type FieldName = 'display_name' | 'username' | 'password';

export function entryFieldText(
  error: Error | null,
  field: FieldName,
  say: Say,
): string | undefined {
  if (field !== 'username' || !(error instanceof ProblemError)) return fieldText(error, field, say);
  const { code, errors } = error.problem;
  if (code === 'username_taken') return say('error.username_taken');
  const found = errors?.find((it) => it.field === field);
  if (found?.code === 'reserved') return say('field.username_reserved');
  if (found?.code === 'invalid') return say('field.username_signs');
  return fieldText(error, field, say);
}

/** Whether all there is to say is said beside a field. */
export function isAboutFields({ problem }: ProblemError): boolean {
  const known: readonly string[] = ['display_name', 'username', 'password'];
  if (problem.code === 'username_taken') return true;
  return problem.errors?.some((it) => known.includes(it.field)) ?? false;
}
