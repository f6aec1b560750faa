import { type RefObject, useLayoutEffect, useMemo, useState } from 'react';
import type { File } from '@/shared/api/wire';
import { type Frame, frameOf, type Size } from './zoom';

/** Above and below the picture, as it fits, there is room for what is said of it. */
const BAR_PX = 56;

/** The room for a picture, at any size that the window gets. */
export function useFrame(stage: RefObject<HTMLElement | null>, file: File | undefined): Frame {
  const [size, setSize] = useState<Size>({ width: 1, height: 1 });
  useLayoutEffect(() => {
    const { current } = stage;
    if (!current) return undefined;
    const measure = (): void => {
      const { clientWidth, clientHeight } = current;
      const height = Math.max(1, clientHeight - 2 * BAR_PX);
      setSize({ width: Math.max(1, clientWidth), height });
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(current);
    return () => watch.disconnect();
  }, [stage]);
  const { width, height } = file ?? {};
  return useMemo(
    () => frameOf({ width: width ?? 1, height: height ?? 1 }, size),
    [width, height, size],
  );
}
