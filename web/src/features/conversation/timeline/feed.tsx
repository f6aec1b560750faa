/** The messages that are loaded; of them only those that are on the screen are drawn. */
import { type ReactElement, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { Virtualizer } from 'virtua';
import { useSay } from '@/shared/i18n/i18n';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import { EdgeRow } from './edge-row';
import styles from './feed.module.css';
import type { Edge, FeedReader, Look, Shown } from './feed-reader';
import { ForwardPlace } from './forward/forward-place';
import { MessageActions } from './message-actions';
import { MessageRow } from './message-row';
import { MissedNote } from './missed-note';
import { NewestPill } from './newest-pill';
import { readersPart } from './readers-part';
import { indexOf, type Row } from './row';
import { useSteps } from './steps';
import { ActionsProvider } from './timeline-context';
import { useReaders } from './use-readers';
import { useRoving } from './use-roving';
import { useRows } from './use-rows';
import { useViewport } from './use-viewport';
import { Viewport } from './viewport';

interface Props {
  readonly reader: FeedReader;
  readonly wanted: Shown;
  readonly new_from: number | null;
  readonly pointed_at: number | null;
  readonly onLook: (look: Look) => void;
  readonly onShow: (seq: number) => void;
  readonly toUnread: () => boolean;
}

export function Feed({ reader, wanted, new_from, pointed_at, onLook, onShow, toUnread }: Props) {
  const say = useSay();
  const scene = useScene();
  const { shown, isShift } = useSteps(wanted);
  const { missed } = wanted;
  const rows = useRows(shown, new_from);
  const [viewport] = useState(() => new Viewport());
  const list = useRef<HTMLDivElement>(null);
  const { index, focus, ...keys } = useRoving({ list, reader, viewport, shown, rows });
  const seen = useViewport({ viewport, reader, shown, rows, onLook });
  const actions = useActionsOf(focus, onShow);
  const readers = useReaders(rows, shown.after.name === 'none');
  const reading = useCell(readersPart.loaded);
  useFocusOnTarget(shown, rows, focus);

  const draw = (it: Row | Edge, at: number): ReactElement => {
    if ('name' in it) {
      const end = at === 0 ? 'before' : 'after';
      return <EdgeRow edge={it} end={end} key={end} onRetry={() => reader.retry()} />;
    }
    const isPointedAt = it.message.seq === pointed_at;
    return (
      <MessageRow
        isActive={at === index + 1}
        isPointedAt={isPointedAt}
        key={it.id}
        readers={readers.get(it.id)}
        row={it}
      />
    );
  };

  return (
    <ActionsProvider value={actions}>
      <div
        aria-label={say(scene.thread?.words.list ?? 'timeline.label')}
        className={styles['scroller']}
        onBlur={keys.onBlur}
        onFocus={keys.onFocus}
        onKeyDown={(event) => {
          viewport.touched();
          keys.onKeyDown(event);
        }}
        onPointerDown={() => viewport.touched()}
        onTouchMove={() => viewport.touched()}
        onWheel={() => viewport.touched()}
        ref={(element) => {
          list.current = element;
          viewport.scroller = element;
        }}
        role="feed"
      >
        <div className={styles['spacer']} />
        <Virtualizer
          bufferSize={400}
          data={[shown.before, ...rows, shown.after]}
          itemSize={56}
          keepMounted={index === -1 ? [] : [index + 1]}
          key={shown.epoch}
          onResize={() => {
            seen.onResize();
            keys.onDrawn();
          }}
          onScroll={seen.onScroll}
          ref={(handle) => {
            viewport.handle = handle;
          }}
          scrollRef={list}
          shift={isShift}
        >
          {draw}
        </Virtualizer>
      </div>
      <ForwardPlace />
      {!scene.thread && reading instanceof Object && <reading.ReadFollower />}
      {missed && <MissedNote onRetry={() => reader.go(missed.target)} />}
      <NewestPill
        isNewest={shown.after.name === 'none'}
        onPress={() => toUnread() || seen.toNewest()}
        viewport={viewport}
      />
    </ActionsProvider>
  );
}

function useActionsOf(focus: (id: string) => void, show: (seq: number) => void): MessageActions {
  const scene = useScene();
  const navigate = useNavigate();
  return useMemo(() => {
    const go = (place: string): void => void navigate(place);
    return new MessageActions(scene, { focus, show, go });
  }, [scene, focus, show, navigate]);
}

/** A message that one went to has the focus, so that the keys go on from there. */
function useFocusOnTarget(
  { target, epoch }: Shown,
  rows: readonly Row[],
  focus: (id: string) => void,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each jump
  useLayoutEffect(() => {
    const row = target.name === 'center' ? rows[indexOf(rows, target.seq)] : undefined;
    if (row) focus(row.id);
  }, [epoch, focus]);
}
