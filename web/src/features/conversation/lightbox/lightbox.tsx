/** One picture over everything, as large as it goes, and the way to the others of its message. */
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { File } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { Controls, Heading } from './controls';
import styles from './lightbox.module.css';
import { Stage } from './stage';
import { useFrame } from './use-frame';
import { isZoomed, type Point, panned, STEP, type View, WHOLE, zoomedAt } from './zoom';

interface Props {
  readonly message_id: string;
  /** Pictures; one at least. */
  readonly files: readonly File[];
  readonly first_id: string;
  /** Who showed them, and when. */
  readonly by: ReactNode;
  readonly onClose: () => void;
}

/** So far an arrow moves what is larger than the screen. */
const PAN_PX = 80;
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: PAN_PX, y: 0 },
  ArrowRight: { x: -PAN_PX, y: 0 },
  ArrowUp: { x: 0, y: PAN_PX },
  ArrowDown: { x: 0, y: -PAN_PX },
};

export function Lightbox({ message_id, files, first_id, by, onClose }: Props) {
  const say = useSay();
  const [index, setIndex] = useState(() => indexOf(files, first_id));
  const [view, setView] = useState(WHOLE);
  const file = files[index] ?? files[0];
  const stage = useRef<HTMLDivElement>(null);
  const frame = useFrame(stage, file);
  const dialog = useDialog(message_id, file?.id ?? '');
  if (!file) return null;
  const to = (next: number): void => {
    if (next === index || !files[next]) return;
    setIndex(next);
    setView(WHOLE);
  };
  const zoom = (factor: number): void => setView((it) => zoomedAt(it, frame, factor, WHOLE));
  const keys: Readonly<Record<string, () => void>> = {
    PageUp: () => to(index - 1),
    PageDown: () => to(index + 1),
    Home: () => to(0),
    End: () => to(files.length - 1),
    '+': () => zoom(STEP),
    '=': () => zoom(STEP),
    '-': () => zoom(1 / STEP),
    '0': () => setView(WHOLE),
  };
  const arrow = (key: string): boolean => {
    const by = ARROWS[key];
    if (!by) return false;
    if (isZoomed(view)) setView(panned(view, frame, by));
    else if (by.x !== 0) to(index - Math.sign(by.x));
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    act?.();
    if (act || arrow(event.key)) event.preventDefault();
  };
  const at = { name: file.name, at: index + 1, count: files.length };
  return (
    <dialog
      aria-label={say('lightbox.label')}
      className={styles['lightbox']}
      data-theme="dark"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={onKeyDown}
      ref={dialog}
      tabIndex={-1}
    >
      <Stage
        file={file}
        frame={frame}
        neighbours={[files[index + 1], files[index - 1]]}
        onClose={onClose}
        onGo={(by) => to(index + by)}
        onView={(change: (view: View) => View) => setView(change)}
        ref={stage}
        view={view}
      />
      <Heading by={by} file={file} onClose={onClose} />
      <Controls
        at={index}
        count={files.length}
        frame={frame}
        onGo={(by) => to(index + by)}
        onZoom={zoom}
        view={view}
      />
      <p aria-live="polite" className="only-heard">
        {say('lightbox.shown', at)}
      </p>
    </dialog>
  );
}

/** Over everything; afterwards the keys are at the picture that was looked at last. */
function useDialog(message_id: string, file_id: string) {
  const dialog = useRef<HTMLDialogElement>(null);
  const last = useRef(file_id);
  useLayoutEffect(() => {
    last.current = file_id;
  }, [file_id]);
  useLayoutEffect(() => {
    const { current } = dialog;
    current?.showModal();
    current?.focus();
    return () => {
      current?.close();
      const row = document.querySelector(`[data-message="${CSS.escape(message_id)}"]`);
      const picture = row?.querySelector(`[data-file="${CSS.escape(last.current)}"]`) ?? row;
      if (picture instanceof HTMLElement) picture.focus({ preventScroll: true });
    };
  }, [message_id]);
  return dialog;
}

function indexOf(files: readonly File[], id: string): number {
  return Math.max(
    0,
    files.findIndex((it) => it.id === id),
  );
}
