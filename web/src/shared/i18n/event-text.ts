/** What happened in a conversation, in words: a system message as a person reads it. */
import type { Message } from '../api/wire';
import type { Say, TextName } from './i18n';

/** Who reads it, and what the others are called. */
export interface Reader {
  readonly user_id: string;
  readonly nameOf: (user_id: string) => string;
  /** As this language writes "Anna, Ben and Carla". */
  readonly list: (names: readonly string[]) => string;
}

/** So many people are named; of more it is said how many. */
const MOST_NAMED = 3;

/** Nobody's words: something that happened, or a later version's kind that has none. */
export function isEvent({ kind, body }: Message): boolean {
  return kind === 'system' || (kind !== 'text' && (body ?? null) === null);
}

/** Everybody whom these words name. */
export function peopleIn(message: Message): readonly string[] {
  return [message.sender_id, ...others(message).slice(0, MOST_NAMED)];
}

export function eventText(message: Message, say: Say, reader: Reader): string {
  const isOwn = message.sender_id === reader.user_id;
  const name = reader.nameOf(message.sender_id);
  const tell = (text: TextName, values: Record<string, string> = {}): string =>
    say(text, { ...values, who: isOwn ? 'you' : 'other', name });
  const nameOf = (id: string): string =>
    id === reader.user_id ? say('event.you') : reader.nameOf(id);
  switch (message.event) {
    case 'joined':
      return tell('event.joined');
    case 'left':
      return tell('event.left');
    case 'added':
    case 'removed': {
      const named = others(message).slice(0, MOST_NAMED).map(nameOf);
      const count = others(message).length - named.length;
      const names = reader.list(count > 0 ? [...named, say('event.more', { count })] : named);
      return tell(message.event === 'added' ? 'event.added' : 'event.removed', { names });
    }
    case 'renamed':
      return changed(
        message.data.title,
        (title) => tell('event.renamed', { title }),
        () => tell('event.untitled'),
      );
    case 'topic_changed':
      return changed(
        message.data.topic,
        (topic) => tell('event.topic', { topic }),
        () => tell('event.topic_gone'),
      );
    case 'picture_changed':
      return tell('event.picture');
    case 'role_changed': {
      const { role, user_id } = message.data;
      const whom = user_id === reader.user_id ? 'you' : 'other';
      const names = reader.nameOf(user_id);
      return tell(role === 'owner' ? 'event.owner' : 'event.member', { whom, names });
    }
    default:
      return unknownEvent(message, say);
  }
}

/** Whom it was done to. */
function others(message: Message): readonly string[] {
  switch (message.event) {
    case 'added':
      return message.data.user_ids;
    case 'removed':
    case 'role_changed':
      return [message.data.user_id];
    default:
      return [];
  }
}

function changed(
  to: string | null | undefined,
  given: (to: string) => string,
  taken: () => string,
): string {
  return to ? given(to) : taken();
}

/** A newer server's: whatever words it has. */
function unknownEvent(message: Message, say: Say): string {
  const { body, event } = message as { body?: string | null; event?: string | null };
  return body ?? say('event.unknown', { event: event ?? '' });
}
