import { useEffect } from 'react';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';

interface Props {
  /** The message that the address names. */
  readonly at: number | undefined;
}

export function MessageList({ at }: Props) {
  const { room } = useScene();
  const ranges = useCell(room.timeline.ranges);
  useEffect(() => {
    void room.timeline.load(at === undefined ? {} : { around: at });
  }, [room, at]);
  const messages = ranges.flatMap((it) => it.messages);
  return (
    <ol>
      {messages.map((it) => (
        <li key={it.id}>{it.body}</li>
      ))}
    </ol>
  );
}
