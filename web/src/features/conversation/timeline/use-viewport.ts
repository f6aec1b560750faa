/** Keeps the list where it is, and tells what of it one looks at. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useScene } from '../scene';
import type { FeedReader, Look, Shown } from './feed-reader';
import type { Row } from './row';
import type { Viewport } from './viewport';

interface Parts {
  readonly viewport: Viewport;
  readonly reader: FeedReader;
  readonly shown: Shown;
  readonly rows: readonly Row[];
  readonly onLook: (look: Look) => void;
}

interface Seen {
  readonly toNewest: () => void;
  readonly onScroll: () => void;
  readonly onResize: () => void;
}

export function useViewport(parts: Parts): Seen {
  const { viewport, reader, shown, rows } = parts;
  const scene = useScene();
  // What the list calls later sees what is shown then.
  const latest = useRef(parts);
  useLayoutEffect(() => {
    latest.current = parts;
    viewport.isNewest = shown.after.name === 'none';
  });
  const [seen] = useState((): Seen => {
    const look = () => report(latest.current);
    return {
      onScroll: () => {
        viewport.scrolled();
        look();
      },
      onResize: () => {
        viewport.resized();
        look();
      },
      toNewest: () => {
        if (latest.current.shown.after.name === 'none') viewport.toNewest();
        else reader.go({ name: 'newest' });
      },
    };
  });

  useLayoutEffect(() => {
    viewport.onSettled = () => report(latest.current);
    return () => viewport.leave();
  }, [viewport]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each jump
  useLayoutEffect(() => viewport.place(shown.target, rows), [viewport, shown.epoch]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there are other rows
  useLayoutEffect(() => seen.onResize(), [seen, rows, shown]);
  useEffect(() => {
    const written = (): void => viewport.written();
    document.addEventListener('input', written, true);
    return () => document.removeEventListener('input', written, true);
  }, [viewport]);
  useEffect(() => scene.newestWanted.subscribe(seen.toNewest), [scene, seen]);
  return seen;
}

function report({ viewport, reader, shown, rows, onLook }: Parts): void {
  const look = viewport.look(rows, shown.after.name === 'none');
  if (!look) return;
  onLook(look);
  if (viewport.isNear('before')) reader.near('before');
  if (viewport.isNear('after')) reader.near('after');
}
