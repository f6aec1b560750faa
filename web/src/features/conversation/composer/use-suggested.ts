/** What may be meant by what is being typed, the likeliest first. */
import { useMemo } from 'react';
import type { Conversation, User } from '@/shared/api/wire';
import type { Begun } from './begun';
import { useChannelsNamed } from './use-channels-named';
import { useEmojiNamed } from './use-emoji-named';
import { useMentionable } from './use-mentionable';

export type Suggested = {
  readonly id: string;
  readonly name: string;
  /** What is written in its place. */
  readonly text: string;
} & (
  | { readonly kind: 'person'; readonly username: string; readonly user: User | null }
  | { readonly kind: 'channel'; readonly channel: Conversation }
  | { readonly kind: 'emoji' }
);

export function useSuggested(begun: Begun | null): readonly Suggested[] {
  const after = (sign: Begun['sign']): string | null => (begun?.sign === sign ? begun.query : null);
  const people = useMentionable(after('@'));
  const channels = useChannelsNamed(after('#'));
  const emoji = useEmojiNamed(after(':'));
  return useMemo(
    () => [
      ...people.map((it) => ({ ...it, kind: 'person' as const, text: `@${it.username} ` })),
      ...channels.map(({ name, channel }) => {
        return { id: channel.id, name, kind: 'channel' as const, channel, text: `#${name} ` };
      }),
      ...emoji.map(({ emoji: text, label }) => {
        return { id: text, name: label, kind: 'emoji' as const, text };
      }),
    ],
    [people, channels, emoji],
  );
}
