/** What a person is told when something did not work. */
import { ProblemError } from '../api/errors';
import type { Say, TextName } from './i18n';

export function problemText(error: Error, say: Say): string {
  if (!(error instanceof ProblemError)) return say('error.unanswered');
  const { code, detail } = error.problem;
  // A newer server may know others; what there are no words for is said by its name.
  const name = `error.${code}` as TextName;
  const text = say(name);
  return text === name ? say('error.unknown', { detail }) : text;
}
