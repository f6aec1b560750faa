/**
 * People and a conversation that live on the page of all components: nothing of them is asked of a
 * server, kept on this device, or sent.
 */
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Scene, SceneProvider } from '@/features/conversation/scene';
import { MessageActions } from '@/features/conversation/timeline/message-actions';
import { ActionsProvider } from '@/features/conversation/timeline/timeline-context';
import { createApi } from '@/shared/api/client';
import { createQueries } from '@/shared/api/queries';
import type { Conversation, Me, User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { Messenger } from '@/shared/messenger/messenger';
import type { Attention } from '@/shared/reading/attention';
import { MessengerProvider, ServicesProvider, useServices } from '@/shared/services';
import { MESSAGES } from './said';
import { nothing } from './specimen';

const CREATED = '2026-03-01T09:00:00.000Z';

function person(id: string, display_name: string, more: Partial<User> = {}): User {
  const known = { username: id, role: 'member', disabled: false, updated_at: CREATED } as const;
  return { id, display_name, ...known, ...more };
}

export const ANNA = person('anna', 'Anna Berg');
export const BEN = person('ben', 'Ben Okafor');
export const CLEO = person('cleo', 'Cleo Marchetti', {
  avatar: 'cleo',
  status: { emoji: '🌴', text: 'Out of the office' },
});
const PEOPLE = [ANNA, BEN, CLEO];

export const GARDEN: Conversation = {
  id: 'garden',
  kind: 'channel',
  title: 'Garden',
  topic: 'What grows, and who waters it',
  members_count: PEOPLE.length,
  last_seq: MESSAGES.length,
  rev: MESSAGES.length,
  created_at: CREATED,
};
const ME: Me = {
  role: 'owner',
  notify: 'all',
  read_seq: MESSAGES.length,
  last_seq: MESSAGES.length,
  unread: 0,
  mentions: 0,
  joined_at: CREATED,
};

const never = <T,>(): Promise<T> => new Promise(nothing);
const done = (): Promise<void> => Promise.resolve();
const none = () => Promise.resolve([]);

function openMessenger(isOffline: boolean): Messenger {
  const messenger = new Messenger({
    user_id: ANNA.id,
    credentials: { token: never, renew: never },
    dial: () => ({ ask: never, close: nothing }),
    loadPage: () =>
      Promise.resolve({ messages: [...MESSAGES], has_more_before: false, has_more_after: false }),
    loadUsers: none,
    entries: {
      list: none,
      get: () => Promise.resolve(undefined),
      add: done,
      put: done,
      remove: done,
    },
    drafts: { list: none, put: done, remove: done },
    uploads: {
      store: {
        list: none,
        get: () => Promise.resolve(undefined),
        bytes: () => Promise.resolve(undefined),
        add: done,
        put: done,
        remove: done,
      },
      send: never,
      discard: nothing,
    },
    attention: new Cell<Attention>('away'),
  });
  messenger.people.learn(PEOPLE);
  messenger.mirror.restore(1, [{ conversation: GARDEN, me: ME }]);
  const state = isOffline
    ? ({ name: 'offline', since: Date.parse(CREATED) } as const)
    : ({ name: 'online' } as const);
  messenger.connection.state.set(state);
  return messenger;
}

const api = createApi(async ({ url }) =>
  url.includes('/api/users?') ? Response.json({ users: PEOPLE }) : await never<Response>(),
);

interface Props {
  readonly isOffline?: boolean;
  readonly children: ReactNode;
}

export function House({ isOffline = false, children }: Props) {
  const services = useServices();
  const [queries] = useState(createQueries);
  const [house] = useState(() => {
    const messenger = openMessenger(isOffline);
    const room = messenger.mirror.room(GARDEN.id);
    if (!room) throw new Error('no room');
    const scene = new Scene(messenger, room);
    const actions = new MessageActions(scene, { show: nothing, focus: nothing, go: nothing });
    return { messenger, scene, actions };
  });
  const { messenger, scene, actions } = house;
  useEffect(() => void scene.room.timeline.load(), [scene]);
  return (
    <ServicesProvider value={{ ...services, api }}>
      <QueryClientProvider client={queries}>
        <MessengerProvider value={messenger}>
          <SceneProvider value={scene}>
            <ActionsProvider value={actions}>{children}</ActionsProvider>
          </SceneProvider>
        </MessengerProvider>
      </QueryClientProvider>
    </ServicesProvider>
  );
}
