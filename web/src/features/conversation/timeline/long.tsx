/** A text that would fill more than a screen is folded, until one wants to see it all. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import styles from './message-body.module.css';
import { useActions } from './timeline-context';

interface Props {
  readonly id: string;
  readonly text: string;
  readonly tabIndex: number;
  readonly children: ReactNode;
}

/** Shorter texts are never that tall, so they are not measured. */
const SHORT = 600;
const FEW_LINES = 12;

export function Long({ id, text, tabIndex, children }: Props) {
  const say = useSay();
  const { opened, focus } = useActions();
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(() => opened.has(id));
  const mayBeLong = text.length > SHORT || text.split('\n', FEW_LINES + 1).length > FEW_LINES;
  const isFolded = mayBeLong && !isOpen;
  const isTaller = useIsTaller(box, isFolded);
  const open = (): void => {
    opened.add(id);
    setIsOpen(true);
    // The button is gone with it.
    focus(id);
  };
  return (
    <>
      <div
        className={styles['words']}
        data-folded={isFolded}
        data-taller={isTaller}
        dir="auto"
        ref={box}
      >
        {children}
      </div>
      {isFolded && isTaller && (
        <button className={styles['way']} onClick={open} tabIndex={tabIndex} type="button">
          {say('timeline.show_all')}
        </button>
      )}
    </>
  );
}

/** Whether something doesn't fit, at any width that it gets. */
function useIsTaller(box: React.RefObject<HTMLDivElement | null>, isFolded: boolean): boolean {
  const [isTaller, setIsTaller] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!(element && isFolded)) return;
    const measure = new ResizeObserver(() => {
      setIsTaller(element.scrollHeight > element.clientHeight + 1);
    });
    measure.observe(element);
    return () => measure.disconnect();
  }, [box, isFolded]);
  return isTaller;
}
