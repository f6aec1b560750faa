/** The rows of a section. Of very many only those in sight are there. */
import {
  type JSX,
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useMatch } from 'react-router';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { RoomView } from '@/shared/mirror/room';
import { useNow } from '@/shared/use-now';
import { ConversationRow } from './conversation-row';

/** So many rows are cheap enough to be all there, where a browser's own search finds them. */
const MOST_PLAIN = 100;
const ROW_PX = 56;

interface Props {
  readonly views: readonly RoomView[];
  /** What scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
}

export function Rows({ views, scroller }: Props) {
  const now = useNow();
  const current_id = useMatch('/c/:id/*')?.params['id'];
  const row = (view: RoomView) => (
    <ConversationRow
      isCurrent={view.conversation.id === current_id}
      key={view.conversation.id}
      now={now}
      view={view}
    />
  );
  const List = views.length > MOST_PLAIN ? Many : Few;
  return (
    <List current_id={current_id} scroller={scroller} views={views}>
      {row}
    </List>
  );
}

interface ListProps extends Props {
  /** The one that is open comes into sight when it is opened, and is let go after that. */
  readonly current_id: string | undefined;
  readonly children: (view: RoomView) => JSX.Element;
}

function Few({ views, current_id, children }: ListProps) {
  const list = useRef<HTMLUListElement>(null);
  const reveal = useEffectEvent((id: string | undefined) => {
    const at = views.findIndex((it) => it.conversation.id === id);
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  });
  useEffect(() => reveal(current_id), [current_id]);
  return (
    <ul ref={list}>
      {views.map((view) => (
        <li key={view.conversation.id}>{children(view)}</li>
      ))}
    </ul>
  );
}

function Many({ views, current_id, scroller, children }: ListProps) {
  const place = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [margin, setMargin] = useState(0);
  // What stands above may have grown.
  useLayoutEffect(() => setMargin(place.current?.offsetTop ?? 0));
  const reveal = useEffectEvent((id: string | undefined) => {
    const at = views.findIndex((it) => it.conversation.id === id);
    if (at >= 0) list.current?.scrollToIndex(at, { align: 'nearest' });
  });
  useEffect(() => reveal(current_id), [current_id]);
  return (
    <div ref={place}>
      <Virtualizer
        as="ul"
        data={views}
        item="li"
        itemSize={ROW_PX}
        ref={list}
        scrollRef={scroller}
        startMargin={margin}
      >
        {children}
      </Virtualizer>
    </div>
  );
}
