/**
 * The list is one stop of the tab key; inside of it the arrows move from message to message. A
 * message that has the stop stays mounted, however far it is scrolled away.
 */
import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useScene } from '../scene';
import type { FeedReader, Shown } from './feed-reader';
import type { Row } from './row';
import type { Viewport } from './viewport';

interface Parts {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly reader: FeedReader;
  readonly viewport: Viewport;
  readonly shown: Shown;
  readonly rows: readonly Row[];
}

interface Roving {
  /** Where the stop is; -1 where there are no messages. */
  readonly index: number;
  readonly focus: (id: string) => void;
  /** Gives the focus to what was not there when it was wished for. */
  readonly onDrawn: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: (event: FocusEvent) => void;
}

export function useRoving({ list, reader, viewport, shown, rows }: Parts): Roving {
  const scene = useScene();
  const [stop, setStop] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const wantedEnd = useRef<'first' | 'last' | null>(null);
  const found = rows.findIndex((it) => it.id === stop);
  const index = found === -1 ? rows.length - 1 : found;

  const give = useCallback(() => {
    if (wanted.current === null) return;
    const row = list.current?.querySelector(`[data-message="${CSS.escape(wanted.current)}"]`);
    if (!(row instanceof HTMLElement)) return;
    row.focus({ preventScroll: true });
    // Until it is measured it is hidden, and takes no focus.
    if (document.activeElement === row) wanted.current = null;
  }, [list]);
  const focus = useCallback(
    (id: string) => {
      wanted.current = id;
      setStop(id);
      give();
    },
    [give],
  );
  // What was far away is there only now.
  useLayoutEffect(give);

  const isHeld = useRef(false);
  useLayoutEffect(() => {
    // What had the focus is gone: a button that was pressed, or a message that was discarded.
    const isLost = isHeld.current && document.activeElement === document.body;
    const row = isLost ? rows[index] : undefined;
    if (row) focus(row.id);
  });

  const { epoch } = shown;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each jump
  useLayoutEffect(() => {
    const row = wantedEnd.current === 'first' ? rows[0] : rows.at(-1);
    if (wantedEnd.current !== null && row) focus(row.id);
    wantedEnd.current = null;
  }, [epoch, focus]);

  const to = (at: number): void => {
    const row = rows[at];
    if (!row) return;
    viewport.reveal(at);
    focus(row.id);
  };
  const jump = (end: 'first' | 'last'): void => {
    wantedEnd.current = end;
    reader.go(end === 'first' ? { name: 'top', seq: 1 } : { name: 'newest' });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // What floats above the list is in it for React alone.
    if (!list.current?.contains(event.target as Node) || event.defaultPrevented) return;
    switch (event.key) {
      case 'ArrowUp':
        to(index - 1);
        break;
      case 'ArrowDown':
        to(index + 1);
        break;
      case 'Home':
        jump('first');
        break;
      case 'End':
        jump('last');
        break;
      case 'Escape':
        scene.focusField();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const onFocus = (event: FocusEvent): void => {
    isHeld.current = list.current?.contains(event.target) ?? false;
    const row = event.target.closest('[data-message]');
    if (row instanceof HTMLElement) setStop(row.dataset['message'] ?? null);
  };

  // That something with the focus is taken away is no event here.
  const onBlur = (event: FocusEvent): void => {
    isHeld.current = list.current?.contains(event.relatedTarget) ?? false;
  };

  return { index, focus, onDrawn: give, onKeyDown, onFocus, onBlur };
}
