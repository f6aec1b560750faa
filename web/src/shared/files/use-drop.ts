/** Files that are held over a part of the page, and dropped on it. */
import { type DragEvent, useState } from 'react';

interface Drop {
  /** Somebody holds files over it. */
  readonly isOver: boolean;
  readonly handlers: Record<
    'onDragEnter' | 'onDragOver' | 'onDragLeave' | 'onDrop',
    (event: DragEvent) => void
  >;
}

export function useDrop(onFiles: (data: DataTransfer) => void): Drop {
  const [isOver, setIsOver] = useState(false);
  const take = (event: DragEvent): boolean => {
    // A text that is dragged is none of its business.
    if (!event.dataTransfer.types.includes('Files')) return false;
    event.preventDefault();
    return true;
  };
  const hold = (event: DragEvent): void => {
    if (!take(event)) return;
    event.dataTransfer.dropEffect = 'copy';
    setIsOver(true);
  };
  return {
    isOver,
    handlers: {
      onDragEnter: hold,
      onDragOver: hold,
      // What is in it comes and goes meanwhile, and not all that was entered is left.
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        const isWithin = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
        if (!isWithin) setIsOver(false);
      },
      onDrop: (event) => {
        setIsOver(false);
        if (take(event)) onFiles(event.dataTransfer);
      },
    },
  };
}
