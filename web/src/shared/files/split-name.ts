/** A name in two, so that a long one is shortened in its middle: its ending says what it is. */

/** An ending that is longer is none. */
const MOST_ENDING = 12;
/** So many characters before the ending stay with it: the number of a picture, say. */
const KEPT = 4;
/** A shorter one fits; and letters that are joined are not torn apart. */
const SHORT = 20;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function splitName(name: string): { readonly head: string; readonly tail: string } {
  // An emoji or a letter with its marks stays whole.
  const characters = [...graphemes.segment(name)].map((it) => it.segment);
  const ending = endingOf(name);
  if (characters.length <= SHORT) return { head: name, tail: '' };
  let at = Math.max(0, characters.length - [...graphemes.segment(ending)].length - KEPT);
  while (characters[at]?.trim() === '') at += 1;
  return { head: characters.slice(0, at).join(''), tail: characters.slice(at).join('') };
}

/** With its dot; the empty text where there is none. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot) : '';
  return ending.length > 1 && ending.length <= MOST_ENDING && !/\s/u.test(ending) ? ending : '';
}
