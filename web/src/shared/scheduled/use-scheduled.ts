/** What one has written that is sent later, as the server has it, and what is done to it there. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { expect } from '../api/client';
import type { ScheduledMessage, ScheduleMessage } from '../api/wire';
import { useMessenger, useServices } from '../services';

const KEY = ['scheduled'];

export function useScheduled() {
  const { api } = useServices();
  const { mirror, connection } = useMessenger();
  const queries = useQueryClient();
  useEffect(() => {
    const again = (): void => void queries.invalidateQueries({ queryKey: KEY });
    const ends = [
      // Here, on another device, or because one was sent.
      mirror.scheduled.subscribe(again),
      // What changed while nobody could say so.
      connection.state.subscribe(() => connection.state.get().name === 'online' && again()),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [mirror, connection, queries]);
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => expect(await api.GET('/api/scheduled', { signal })).scheduled,
  });
}

interface Wanted extends ScheduleMessage {
  /** The message's own, also of one that waits already. */
  readonly id: string;
}

/** Has it sent later, or otherwise than was said before. */
export function useSchedule() {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...body }: Wanted) =>
      expect(await api.PUT('/api/scheduled/{id}', { params: { path: { id } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

/** Has it not sent. */
export function useUnschedule() {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      const answer = await api.DELETE('/api/scheduled/{id}', { params: { path: { id } } });
      if (answer.response.status !== 404) expect(answer);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

/** What is to be said to have one sent that waits already, changed by `other`. */
export function wantedOf(message: ScheduledMessage, other: Partial<ScheduleMessage>): Wanted {
  const { id, conversation_id, thread_id = null, reply_to = null, body, send_at } = message;
  const attachment_ids = message.attachments.map((it) => it.id);
  return { id, conversation_id, thread_id, reply_to, body, attachment_ids, send_at, ...other };
}
