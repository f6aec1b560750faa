/** A file in a line: what it is, what it is called, how large it is, and what can be done with it. */
import { File, Film, Image, type LucideIcon, Music } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSay } from '../i18n/i18n';
import styles from './file-card.module.css';
import type { FileKind } from './kind';
import { endingOf, splitName } from './split-name';
import { useBytes } from './use-bytes';

interface Props {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly kind: FileKind;
  /** In place of its sign. */
  readonly preview?: ReactNode;
  /** In place of what it is and how large: how far it has come, say. */
  readonly note?: ReactNode;
  /** At the end: controls. */
  readonly children?: ReactNode;
}

const ICONS: Readonly<Record<FileKind, LucideIcon>> = {
  picture: Image,
  video: Film,
  audio: Music,
  other: File,
};

export function FileCard({ name, size, kind, preview, note, children }: Props) {
  const Icon = ICONS[kind];
  return (
    <div className={styles['card']}>
      <span className={styles['icon']}>
        {preview || <Icon aria-hidden size={20} strokeWidth={1.75} />}
      </span>
      <div className={styles['words']}>
        <FileName name={name} />
        <span className={styles['note']}>
          {note ?? <FileNote kind={kind} name={name} size={size} />}
        </span>
      </div>
      {children}
    </div>
  );
}

/** What turns the order of the letters around it: an ending could look like another one. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** In one line; a long one is shortened in the middle. */
export function FileName({ name }: { readonly name: string }) {
  const { head, tail } = splitName(name.replace(TURNING, ''));
  return (
    <bdi className={styles['name']} title={name}>
      <span className={styles['head']}>{head}</span>
      <span className={styles['tail']}>{tail}</span>
    </bdi>
  );
}

/** What it is, and how large. */
export function FileNote({ kind, name, size }: Pick<Props, 'kind' | 'name' | 'size'>) {
  const say = useSay();
  const bytes = useBytes();
  const ending = endingOf(name).slice(1).toUpperCase();
  const names: Readonly<Record<FileKind, string>> = {
    picture: say('files.pictures', { count: 1 }),
    video: say('files.videos', { count: 1 }),
    audio: say('files.audios', { count: 1 }),
    other: ending || say('files.several', { count: 1 }),
  };
  return (
    <>
      <bdi>{names[kind]}</bdi>
      {' · '}
      <span className={styles['size']}>{bytes(size)}</span>
    </>
  );
}
