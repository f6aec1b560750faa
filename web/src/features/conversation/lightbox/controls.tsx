/** What is said of the picture, and what can be pressed: at its edges, never over all of it. */
import { ChevronLeft, ChevronRight, type LucideIcon, X, ZoomIn, ZoomOut } from 'lucide-react';
import type { ReactNode } from 'react';
import type { File } from '@/shared/api/wire';
import { DownloadLink } from '@/shared/files/download-link';
import { FileName } from '@/shared/files/file-card';
import { useBytes } from '@/shared/files/use-bytes';
import { useSay } from '@/shared/i18n/i18n';
import styles from './controls.module.css';
import { type Frame, isZoomed, STEP, type View } from './zoom';

interface HeadingProps {
  readonly file: File;
  readonly by: ReactNode;
  readonly onClose: () => void;
}

export function Heading({ file, by, onClose }: HeadingProps) {
  const say = useSay();
  const bytes = useBytes();
  const { name, size } = file;
  return (
    <header className={styles['heading']}>
      <p className={styles['words']}>
        <FileName name={name} />
        <span className={styles['size']}>{bytes(size)}</span>
        <span className={styles['by']}>{by}</span>
      </p>
      <DownloadLink className={styles['control']} file={file} size={20} />
      <Control icon={X} label={say('lightbox.close')} onPress={onClose} />
    </header>
  );
}

interface Props {
  readonly at: number;
  readonly count: number;
  readonly frame: Frame;
  readonly view: View;
  readonly onGo: (by: 1 | -1) => void;
  readonly onZoom: (factor: number) => void;
}

export function Controls({ at, count, frame, view, onGo, onZoom }: Props) {
  const say = useSay();
  return (
    <div className={styles['controls']}>
      {count > 1 && (
        <Control
          icon={ChevronLeft}
          isEnd={at === 0}
          label={say('lightbox.previous')}
          onPress={() => onGo(-1)}
          side="start"
        />
      )}
      <Control
        icon={ZoomOut}
        isEnd={!isZoomed(view)}
        label={say('lightbox.zoom_out')}
        onPress={() => onZoom(1 / STEP)}
      />
      {count > 1 && (
        <span aria-hidden className={styles['at']}>
          {say('lightbox.at', { at: at + 1, count })}
        </span>
      )}
      <Control
        icon={ZoomIn}
        isEnd={view.scale >= frame.most}
        label={say('lightbox.zoom_in')}
        onPress={() => onZoom(STEP)}
      />
      {count > 1 && (
        <Control
          icon={ChevronRight}
          isEnd={at === count - 1}
          label={say('lightbox.next')}
          onPress={() => onGo(1)}
          side="end"
        />
      )}
    </div>
  );
}

interface ControlProps {
  readonly icon: LucideIcon;
  readonly label: string;
  /** There is no further: it stays, and keeps the focus. */
  readonly isEnd?: boolean;
  readonly side?: 'start' | 'end';
  readonly onPress: () => void;
}

function Control({ icon: Icon, label, isEnd = false, side, onPress }: ControlProps) {
  return (
    <button
      aria-disabled={isEnd}
      aria-label={label}
      className={styles['control']}
      data-side={side}
      onClick={isEnd ? undefined : onPress}
      title={label}
      type="button"
    >
      <Icon aria-hidden size={20} strokeWidth={1.75} />
    </button>
  );
}
