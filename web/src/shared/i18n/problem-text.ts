/** What a person is told when something did not work. */
import { ProblemError } from '../api/errors';
import type { Say, TextName } from './i18n';

export function problemText(error: Error, say: Say): string {
  if (!(error instanceof ProblemError)) return say('error.unanswered');
  const { code, detail } = error.problem;
  return codeText(code, say, detail);
}

/** What a problem's code means; `detail` says it where there are no words for it. */
export function codeText(code: string, say: Say, detail = code): string {
  // A newer server may know others; what there are no words for is said by its name.
  const name = `error.${code}` as TextName;
  const text = say(name);
  return text === name ? say('error.unknown', { detail }) : text;
}
