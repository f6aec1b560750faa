/** What happened in a conversation, in one line of words. */
import type { Message } from '@/shared/api/wire';
import type { Say } from '@/shared/i18n/i18n';

/** Of a person by id. */
export type NameOf = (user_id: string) => string;

/** So many people are named; of more it is said how many. */
const MOST_NAMED = 3;

export function systemText(message: Message, nameOf: NameOf, say: Say): string {
  const name = nameOf(message.sender_id);
  switch (message.event) {
    case 'joined':
      return say('system.joined', { name });
    case 'left':
      return say('system.left', { name });
    case 'added':
      return addedText(name, message.data.user_ids.map(nameOf), say);
    case 'removed':
      return say('system.removed', { name, other: nameOf(message.data.user_id) });
    case 'renamed': {
      const { title } = message.data;
      return title ? say('system.renamed', { name, title }) : say('system.unnamed', { name });
    }
    case 'topic_changed': {
      const { topic } = message.data;
      return topic ? say('system.topic', { name, topic }) : say('system.topic_removed', { name });
    }
    case 'picture_changed':
      return say('system.picture', { name });
    case 'role_changed': {
      const { role, user_id } = message.data;
      const other = nameOf(user_id);
      return role === 'owner'
        ? say('system.role_owner', { name, other })
        : say('system.role_member', { name, other });
    }
    default:
      return unknownText(message, say);
  }
}

/** Whom a system message names. */
export function namedBy(message: Message): readonly string[] {
  switch (message.event) {
    case 'added':
      return [message.sender_id, ...message.data.user_ids.slice(0, MOST_NAMED)];
    case 'removed':
    case 'role_changed':
      return [message.sender_id, message.data.user_id];
    default:
      return [message.sender_id];
  }
}

function addedText(name: string, added: readonly string[], say: Say): string {
  const names = added.slice(0, MOST_NAMED).join(', ');
  const more = added.length - MOST_NAMED;
  return more > 0
    ? say('system.added_more', { name, names, more })
    : say('system.added', { name, names });
}

/** A later version's: whatever words it has. */
function unknownText(message: Message, say: Say): string {
  const { body, event } = message as { body?: string | null; event?: string | null };
  return body ?? say('system.unknown', { event: event ?? '' });
}
