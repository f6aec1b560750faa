import { type RefObject, useEffect, useLayoutEffect, useMemo } from 'react';
import { expect } from '@/shared/api/client';
import { useServer } from '@/shared/api/use-server';
import { useServices } from '@/shared/services';
import { isTouch } from '@/shared/touch';
import { useScene } from '../scene';
import { MOST_CHARS } from './body';
import { grow } from './grow';
import { MOST_FILES } from './tray';
import { Writer } from './writer';

/** The writer of the open conversation, at work in `field`. */
export function useWriter(field: RefObject<HTMLTextAreaElement | null>): Writer {
  const scene = useScene();
  const { api } = useServices();
  const limits = useServer().data?.limits;
  const most_chars = limits?.body_chars ?? MOST_CHARS;
  const most_files = limits?.attachments ?? MOST_FILES;
  const writer = useMemo(() => {
    const { conversation_id } = scene;
    return new Writer(scene, async (message_id) => {
      const params = { path: { id: conversation_id, message_id } };
      const answer = await api.GET('/api/conversations/{id}/messages/{message_id}', { params });
      return answer.response.status === 404 ? null : expect(answer);
    });
  }, [api, scene]);
  // At once with the field: what is typed before would not be heard.
  useLayoutEffect(() => {
    const text = field.current;
    if (!text) return undefined;
    return writer.attach(text, () => grow(text));
  }, [writer, field]);
  useEffect(() => {
    writer.most_chars = most_chars;
    writer.most_files = most_files;
  }, [writer, most_chars, most_files]);
  useEffect(() => {
    // A keyboard is at hand; on a phone it would cover what one came to read.
    const isFree = document.activeElement === document.body;
    if (isFree && !isTouch()) field.current?.focus();
  }, [field]);
  return writer;
}
