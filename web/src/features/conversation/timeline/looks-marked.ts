/**
 * Whether a text may have marks in it that Markdown reads. It only decides what is loaded: what this
 * finds and the parser doesn't is shown as it was written all the same.
 */
const MARKS = /[*_~`[\\|]|^ {0,3}(?:>|#{1,6} |[-+] |\d{1,9}[.)] )/mu;

export function looksMarked(text: string): boolean {
  return MARKS.test(text);
}
