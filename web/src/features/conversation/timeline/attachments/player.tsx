/** A film or a sound, played by the browser's own player, and only when somebody presses it. */
import { type KeyboardEvent, type SyntheticEvent, useState } from 'react';
import type { File } from '@/shared/api/wire';
import { fileAddress } from '@/shared/files/address';
import { DownloadLink } from '@/shared/files/download-link';
import { FileName, FileNote } from '@/shared/files/file-card';
import { Unloaded } from '@/shared/files/unloaded';
import { useWhenBack } from '@/shared/files/use-when-back';
import { useSay } from '@/shared/i18n/i18n';
import styles from './player.module.css';

interface Props {
  readonly file: File;
  readonly kind: 'video' | 'audio';
  readonly tabIndex: number;
}

export function Player({ file, kind, tabIndex }: Props) {
  const say = useSay();
  const [isFailed, setIsFailed] = useState(false);
  useWhenBack(isFailed, () => setIsFailed(false));
  if (isFailed) {
    return (
      <div className={styles[kind]}>
        <Unloaded
          file={file}
          onRetry={() => setIsFailed(false)}
          tabIndex={tabIndex}
          words={say('files.unplayed')}
        />
      </div>
    );
  }
  const { id, name } = file;
  const Media = kind;
  return (
    <div className={styles[kind]}>
      <Media
        aria-label={name}
        className={styles['media']}
        controls
        onError={() => setIsFailed(true)}
        onKeyDown={keepKeys}
        onPlay={playAlone}
        playsInline
        preload="metadata"
        src={fileAddress(id)}
        tabIndex={tabIndex}
      />
      <Caption file={file} kind={kind} tabIndex={tabIndex} />
    </div>
  );
}

/** What it is called, how large it is, and the way to have it. */
function Caption({ file, kind, tabIndex }: Props) {
  const { name, size } = file;
  return (
    <div className={styles['caption']}>
      <div className={styles['words']}>
        <FileName name={name} />
        <span className={styles['note']}>
          <FileNote kind={kind} name={name} size={size} />
        </span>
      </div>
      <DownloadLink className={styles['download']} file={file} size={20} tabIndex={tabIndex} />
    </div>
  );
}

/** A player has its own use for the keys that go through the list. */
const ITS_KEYS: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'Home', 'End']);

function keepKeys(event: KeyboardEvent): void {
  if (ITS_KEYS.has(event.key)) event.stopPropagation();
}

let playing: HTMLMediaElement | null = null;

/** One thing is heard at a time. */
function playAlone({ currentTarget }: SyntheticEvent<HTMLMediaElement>): void {
  if (playing !== currentTarget) playing?.pause();
  playing = currentTarget;
}
