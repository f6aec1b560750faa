/** What a person is told when something did not work. */
import { ProblemError } from '../api/errors';
import english from './en.json';
import type { Say, TextName } from './i18n';

export function problemText(error: Error, say: Say): string {
  if (!(error instanceof ProblemError)) return say('error.unanswered');
  const { code, detail } = error.problem;
  const name = `error.${code}`;
  return isTextName(name) ? say(name) : say('error.unknown', { detail });
}

function isTextName(name: string): name is TextName {
  return Object.hasOwn(english, name);
}
