/** Follows how far the others read, as long as the conversation is open. It shows nothing. */
import { useEffect } from 'react';
import { expect } from '@/shared/api/client';
import { useServices } from '@/shared/services';
import { ReadBy } from '../read-by';
import { useScene } from '../scene';

export function ReadFollower() {
  const { api } = useServices();
  const { room, messenger, readUpTo, conversation_id } = useScene();
  useEffect(() => {
    const { connection, user_id, people } = messenger;
    const loadMembers = async () => {
      const params = { path: { id: conversation_id }, query: { limit: 50 } };
      const { members } = expect(await api.GET('/api/conversations/{id}/members', { params }));
      people.learn(members.map((it) => it.user));
      return members;
    };
    const readBy = new ReadBy({ room, connection, user_id, loadMembers }, readUpTo);
    readBy.start();
    return () => readBy.stop();
  }, [api, room, messenger, readUpTo, conversation_id]);
  return null;
}
