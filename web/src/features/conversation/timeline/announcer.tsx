/** Says what arrives to those who hear the page. */
import { useEffect, useState } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import { Announcements } from './announcements';

/** A long text is read in its place. */
const MOST_SAID = 300;

export function Announcer() {
  const say = useSay();
  const { messenger, room } = useScene();
  const { timeline } = room;
  const [announcements] = useState(
    () => new Announcements(messenger.user_id, room.view.get().conversation.last_seq),
  );
  const said = useCell(announcements.said);
  useEffect(() => {
    const hear = () => announcements.hear(timeline.ranges.get(), timeline.newest);
    const unsubscribe = timeline.ranges.subscribe(hear);
    return () => {
      unsubscribe();
      announcements.stop();
    };
  }, [announcements, timeline]);
  const messages = said?.name === 'messages' ? said.messages : [];
  const people = usePeople(messages.map((it) => it.sender_id));
  const lines = messages.map((it, index) => {
    const name = people[index]?.display_name ?? '…';
    return say('timeline.arrived', { name, text: (it.body ?? '').slice(0, MOST_SAID) });
  });
  return (
    <div aria-live="polite" className="only-heard">
      {said?.name === 'many' ? say('timeline.unread', { count: said.count }) : lines.join('\n')}
    </div>
  );
}
