/**
 * What may be typed as a name or a password, in words, so that a person is told before the server
 * has to. The server's rules are finer; what it refuses beyond these is said when it does.
 */
import type { Server } from '../api/wire';
import type { Say } from '../i18n/i18n';
import type { Rule } from '../ui/field';

type Limits = Server['limits'];

/** Letters with their marks, digits, and three signs within. */
const USERNAME = /^[\p{L}\p{M}\p{N}._-]*$/u;
const EDGE_SIGN = /^[._-]|[._-]$/u;

/** Characters as the server counts them: Unicode scalar values. */
function count(text: string): number {
  return [...text].length;
}

function shorter(say: Say, least: number): Rule {
  return {
    // What is empty is missing, which is another thing to say.
    isBroken: (value) => value !== '' && count(value) < least,
    words: say('field.short', { least }),
  };
}

function longer(say: Say, most: number): Rule {
  return { isBroken: (value) => count(value) > most, words: say('field.long', { most }) };
}

export function usernameRules(say: Say, limits: Limits): readonly Rule[] {
  return [
    { isBroken: (value) => !USERNAME.test(value), words: say('field.username_signs') },
    {
      isBroken: (value) => USERNAME.test(value) && EDGE_SIGN.test(value),
      words: say('field.username_edge'),
    },
    shorter(say, limits.username_chars_min),
    longer(say, limits.username_chars),
  ];
}

export function passwordRules(say: Say, limits: Limits): readonly Rule[] {
  return [shorter(say, limits.password_chars_min), longer(say, limits.password_chars)];
}

/** Of a person, of the place, of whatever has a name. */
export function nameRules(say: Say, limits: Limits): readonly Rule[] {
  return [longer(say, limits.title_chars)];
}
