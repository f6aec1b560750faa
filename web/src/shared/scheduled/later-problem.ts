/** What is said where something that is sent later did not work: some codes mean something else here. */
import { ProblemError } from '../api/errors';
import type { Problem } from '../api/wire';
import type { Say, TextName } from '../i18n/i18n';
import { codeText, problemText } from '../i18n/problem-text';

/** What it carries has to go up once more. A word of this device's own: no server says it. */
export const FILES_AGAIN: Problem = {
  type: 'about:blank',
  title: 'Once more',
  status: 0,
  code: 'files_again' as Problem['code'],
  detail: 'The files go up once more.',
};

const WORDS: Readonly<Record<string, TextName>> = {
  files_again: 'later.files_again',
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
