/** The picture itself, under the hand of whoever looks at it. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { File } from '@/shared/api/wire';
import { Unloaded } from '@/shared/files/unloaded';
import { useWhenBack } from '@/shared/files/use-when-back';
import { useSay } from '@/shared/i18n/i18n';
import { useMessenger } from '@/shared/services';
import { Later } from '@/shared/ui/later';
import { usePicked } from '@/shared/use-cell';
import { Layers, type Loading } from './layers';
import styles from './lightbox.module.css';
import { firstSource, fullSource } from './sources';
import { useHand } from './use-hand';
import { useWheel } from './use-wheel';
import { type Frame, isZoomed, type Point, type View } from './zoom';

export interface StageProps {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly file: File;
  readonly frame: Frame;
  readonly view: View;
  /** The likely next ones first. */
  readonly neighbours: readonly (File | undefined)[];
  readonly onView: (change: (view: View) => View) => void;
  readonly onGo: (by: 1 | -1) => void;
  readonly onClose: () => void;
}

export function Stage({ ref, file, frame, view, neighbours, ...acts }: StageProps) {
  const { isHeld, drawn, ...hand } = useHand({ file, frame, view, ...acts });
  useWheel(ref, frame, acts.onView);
  return (
    <div
      {...hand}
      className={styles['stage']}
      data-held={isHeld}
      data-zoomed={isZoomed(view)}
      ref={ref}
    >
      <Shown
        drawn={drawn}
        file={file}
        frame={frame}
        key={file.id}
        neighbours={neighbours}
        view={view}
      />
    </div>
  );
}

interface ShownProps extends Pick<StageProps, 'file' | 'frame' | 'view' | 'neighbours'> {
  /** How far a finger draws it along. */
  readonly drawn: Point;
}

function Shown({ file, frame, view, drawn, neighbours }: ShownProps) {
  const say = useSay();
  const [loading, setLoading] = useState<Loading>('loading');
  const isOffline = usePicked(useMessenger().connection.state, (it) => it.name === 'offline');
  useWhenBack(loading === 'failed', () => setLoading('loading'));
  useNeighbours(loading === 'loaded', neighbours);
  const box = useRef<HTMLDivElement>(null);
  const { fit } = frame;
  useLayoutEffect(() => {
    const { style } = box.current ?? {};
    if (!style) return;
    const [x, y] = [view.x + drawn.x, view.y + drawn.y];
    style.inlineSize = `${fit.width}px`;
    style.blockSize = `${fit.height}px`;
    style.transform = `translate(${x}px, ${y}px) scale(${view.scale})`;
  });
  if (loading === 'failed') {
    return (
      <div className={styles['failed']} key="failed">
        <Unloaded
          file={file}
          onRetry={() => setLoading('loading')}
          tabIndex={0}
          words={say(isOffline ? 'lightbox.offline' : 'files.unloaded')}
        />
      </div>
    );
  }
  return (
    <>
      <div className={styles['box']} data-loading={loading === 'loading'} ref={box}>
        <Layers
          file={file}
          full={fullSource(file, frame, view, devicePixelRatio)}
          onLoading={setLoading}
        />
      </div>
      {loading === 'loading' && (
        <Later>
          <p className="only-heard" role="status">
            {say('app.loading')}
          </p>
        </Later>
      )}
    </>
  );
}

/** They are there before somebody goes on to them, and wait for the one that is looked at. */
function useNeighbours(isTime: boolean, neighbours: readonly (File | undefined)[]): void {
  const sources = neighbours.map((it) => (it ? firstSource(it) : '')).join(' ');
  useEffect(() => {
    if (!isTime) return;
    for (const source of sources.split(' ')) if (source !== '') new Image().src = source;
  }, [isTime, sources]);
}
