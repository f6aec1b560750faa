/** What one said elsewhere, as it is taken along: quoted, with who said it and the way to it. */

interface Said {
  readonly body: string;
  readonly name: string;
  readonly link: string;
}

export function forwardedText({ body, name, link }: Said): string {
  const lines = body === '' ? [] : body.split('\n').map((it) => (it === '' ? '>' : `> ${it}`));
  // Apart from the quote, so that it is no part of it.
  const said = lines.length === 0 ? [] : [...lines, ''];
  return [...said, `— ${name}, ${link}`, ''].join('\n');
}
