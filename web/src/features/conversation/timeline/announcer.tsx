/** Says what arrives, and what did not work, to those who hear the page. */
import { useEffect, useState } from 'react';
import { messageWords } from '@/shared/files/file-words';
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import { Announcements, MOST_SAID } from './announcements';
import { useFailureText, useNewFailure } from './use-failures';

interface Props {
  /** The last message that was there when one came: what follows is news. */
  readonly newest: number;
}

export function Announcer({ newest }: Props) {
  const { messenger, room } = useScene();
  const { timeline } = room;
  const [announcements] = useState(() => new Announcements(messenger.user_id, newest));
  useEffect(() => {
    const hear = () => announcements.hear(timeline.ranges.get(), timeline.newest);
    // What came while this was loaded.
    hear();
    const unsubscribe = timeline.ranges.subscribe(hear);
    return () => {
      unsubscribe();
      announcements.stop();
    };
  }, [announcements, timeline]);
  return (
    <>
      <Said announcements={announcements} />
      <Failures />
    </>
  );
}

export function Said({ announcements }: { readonly announcements: Announcements }) {
  const say = useSay();
  const said = useCell(announcements.said);
  const messages = said?.name === 'messages' ? said.messages : [];
  const people = usePeople(messages.map((it) => it.sender_id));
  // What is said before it is known who said it would be said twice.
  const isKnown = people.every((it) => it !== null);
  const lines = messages.map((it, index) => {
    const name = people[index]?.display_name ?? '';
    return say('timeline.arrived', { name, text: messageWords(it, say).slice(0, MOST_SAID) });
  });
  const many = said?.name === 'many' ? say('timeline.unread', { count: said.count }) : null;
  return (
    <div aria-live="polite" className="only-heard">
      {said && isKnown && <p key={said.turn}>{many ?? lines.join('\n')}</p>}
    </div>
  );
}

/** Said once, when it happens, wherever one is; beside the message it can be read for longer. */
function Failures() {
  const failed = useNewFailure();
  const words = useFailureText();
  return (
    <div className="only-heard" role="alert">
      {failed && <p key={failed.key}>{words(failed)}</p>}
    </div>
  );
}
