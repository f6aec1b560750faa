/** The channels that a message may name: those that one is in. Nothing is asked for them. */
import { useSyncExternalStore } from 'react';
import type { Mirror } from '@/shared/mirror/mirror';
import { useMessenger } from '@/shared/services';
import type { Channels } from './text-part';

interface Held {
  readonly views: readonly unknown[];
  readonly channels: Channels;
}

const NONE: Channels = new Map();
const held = new WeakMap<Mirror, Held>();

/** The same ones until a channel comes, goes, or is called otherwise. */
export function useChannels(isWanted: boolean): Channels {
  const { mirror } = useMessenger();
  const subscribe = isWanted ? mirror.views.subscribe : never;
  return useSyncExternalStore(subscribe, () => (isWanted ? channelsOf(mirror) : NONE));
}

function never(): () => void {
  return () => undefined;
}

/** Made once for all messages, whenever anything in the list has changed. */
function channelsOf(mirror: Mirror): Channels {
  const before = held.get(mirror);
  const views = mirror.views.get();
  if (before?.views === views) return before.channels;
  const made = new Map<string, string>();
  for (const { conversation } of views) {
    const { id, kind, title } = conversation;
    if (kind === 'channel' && title) made.set(title.toLowerCase(), id);
  }
  const channels = before && isSame(before.channels, made) ? before.channels : made;
  held.set(mirror, { views, channels });
  return channels;
}

function isSame(one: Channels, other: Channels): boolean {
  return one.size === other.size && [...one].every(([title, id]) => other.get(title) === id);
}
