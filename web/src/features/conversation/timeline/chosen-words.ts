/** Several messages as one text, with who said what and when. */
import type { Message } from '@/shared/api/wire';

interface Reader {
  readonly nameOf: (id: string | null | undefined) => string;
  readonly timeOf: (at: string) => string;
}

export function chosenWords(messages: readonly Message[], { nameOf, timeOf }: Reader): string {
  const [first, ...others] = messages;
  if (first && others.length === 0) return saidIn(first);
  return messages
    .map((it) => `${nameOf(it.sender_id)}, ${timeOf(it.created_at)}\n${saidIn(it)}`)
    .join('\n\n');
}

function saidIn({ body, attachments }: Message): string {
  const files = attachments.map((it) => it.name);
  return [body ?? '', ...files].filter((it) => it !== '').join('\n');
}
