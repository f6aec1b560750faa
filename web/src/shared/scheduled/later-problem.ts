/** What is said where something that is sent later did not work: some codes mean something else here. */
import { ProblemError } from '../api/errors';
import type { Say, TextName } from '../i18n/i18n';
import { codeText, problemText } from '../i18n/problem-text';

const WORDS: Readonly<Record<string, TextName>> = {
  gone: 'later.gone',
  not_found: 'later.left',
  too_many: 'later.most',
};

/** Why one could not be sent, by the code that the server keeps of it. */
export function laterText(code: string, say: Say): string {
  const name = WORDS[code];
  return name === undefined ? codeText(code, say) : say(name);
}

export function laterProblem(error: Error, say: Say): string {
  const name = error instanceof ProblemError ? WORDS[error.problem.code] : undefined;
  return name === undefined ? problemText(error, say) : say(name);
}
