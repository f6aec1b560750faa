/** What a person is told when a picture was not taken. */
import { ProblemError } from '../api/errors';
import type { Say } from '../i18n/i18n';
import { problemText } from '../i18n/problem-text';
import { PictureError } from './picture-error';

export function pictureText(error: Error, say: Say): string {
  if (error instanceof PictureError) return faultText(error, say);
  if (!(error instanceof ProblemError)) return say('picture.unanswered');
  const { code, errors } = error.problem;
  if (code === 'too_large') return say('picture.too_large');
  // Of a picture alone is asked, so what is wrong is wrong with it.
  if (code === 'unsupported_type' || errors?.length) return say('picture.refused');
  return problemText(error, say);
}

function faultText({ fault, what }: PictureError, say: Say): string {
  switch (fault) {
    case 'not_one':
      return say('picture.not_one', { name: what });
    case 'unknown_kind':
      return say('picture.unknown_kind', { kind: what });
    case 'broken':
      return say('picture.broken');
    case 'too_large':
      return say('picture.too_large');
    case 'not_loaded':
      return say('app.not_loaded');
  }
}
