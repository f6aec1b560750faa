/** The messages that are loaded; of them only those that are on the screen are drawn. */
import { type ReactElement, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import { useSay } from '@/shared/i18n/i18n';
import { useScene } from '../scene';
import { EdgeRow } from './edge-row';
import styles from './feed.module.css';
import { MessageActions } from './message-actions';
import { MessageRow } from './message-row';
import { NewestPill } from './newest-pill';
import type { Look, Reader, Shown } from './reader';
import { type Row, Rows } from './row';
import { useSteps } from './steps';
import { ActionsProvider } from './timeline-context';
import { useRoving } from './use-roving';
import { indexOf, Viewport } from './viewport';

interface Props {
  readonly reader: Reader;
  readonly wanted: Shown;
  readonly new_from: number | null;
  /** The message of the address, just after it was opened. */
  readonly pointed_at: number | null;
  readonly onLook: (look: Look) => void;
  readonly onShow: (seq: number) => void;
}

export function Feed({ reader, wanted, new_from, pointed_at, onLook, onShow }: Props) {
  const say = useSay();
  const scene = useScene();
  const { shown, isShift } = useSteps(wanted);
  const rows = useRows(shown, new_from);
  const [viewport] = useState(() => new Viewport());
  const list = useRef<HTMLDivElement>(null);
  const roving = useRoving({ list, reader, viewport, shown, rows });
  const { focus } = roving;
  const actions = useMemo(
    () => new MessageActions(scene, { focus, show: onShow }),
    [scene, focus, onShow],
  );

  const report = (): void => {
    const look = viewport.look(rows, shown.after.name === 'none');
    if (!look) return;
    onLook(look);
    if (viewport.isNear('before')) reader.near('before');
    if (viewport.isNear('after')) reader.near('after');
  };
  const latest = useRef(report);
  useLayoutEffect(() => {
    latest.current = report;
  });

  useLayoutEffect(() => {
    viewport.onSettled = () => latest.current();
    return () => viewport.leave();
  }, [viewport]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each jump
  useLayoutEffect(() => {
    viewport.place(shown.target, rows);
    const { target } = shown;
    const row = target.name === 'center' ? rows[indexOf(rows, target.seq)] : undefined;
    if (row) focus(row.id);
  }, [viewport, shown.epoch, focus]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there are other rows
  useLayoutEffect(() => {
    viewport.resized();
    latest.current();
  }, [viewport, rows]);

  const toNewest = (): void => {
    if (wanted.after.name === 'none') viewport.toNewest();
    else reader.go({ name: 'newest' });
  };
  const newest = useRef(toNewest);
  useLayoutEffect(() => {
    newest.current = toNewest;
  });
  useEffect(() => scene.newestWanted.subscribe(() => newest.current()), [scene]);

  const index = roving.index;
  return (
    <ActionsProvider value={actions}>
      <div className={styles['frame']}>
        <div
          aria-label={say('timeline.label')}
          className={styles['scroller']}
          onFocus={roving.onFocus}
          onKeyDown={roving.onKeyDown}
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
              viewport.resized();
              latest.current();
            }}
            onScroll={() => {
              viewport.scrolled();
              latest.current();
            }}
            ref={(handle) => {
              viewport.handle = handle;
            }}
            scrollRef={list}
            shift={isShift}
          >
            {(it, at) => draw(it, at)}
          </Virtualizer>
        </div>
        <NewestPill isNewest={shown.after.name === 'none'} onPress={toNewest} viewport={viewport} />
      </div>
    </ActionsProvider>
  );

  function draw(it: Row | Shown['before'], at: number): ReactElement {
    if ('name' in it) {
      const end = at === 0 ? 'before' : 'after';
      return <EdgeRow edge={it} end={end} key={end} onRetry={() => reader.retry()} />;
    }
    return (
      <MessageRow
        isActive={at - 1 === index}
        isPointedAt={it.message.seq === pointed_at}
        key={it.id}
        row={it}
      />
    );
  }
}

function useRows(shown: Shown, new_from: number | null): readonly Row[] {
  const { user_id } = useScene().messenger;
  const [rows] = useState(() => new Rows());
  const { items, context } = shown;
  return useMemo(
    () => rows.of(items, { context, new_from, user_id }),
    [rows, items, context, new_from, user_id],
  );
}
