/**
 * The files of a message, each in a place that is as large before it is loaded as after. Pictures are
 * what one looks at: they come first, together; then what is played, then what is taken along. Of
 * each kind they are in the order in which they were sent.
 */
import type { File, Message } from '@/shared/api/wire';
import { fileAddress } from '@/shared/files/address';
import type { FileKind } from '@/shared/files/kind';
import { usePart } from '@/shared/part';
import { fileParts } from '../file-parts';
import { boxesOf, type Size, type Tile } from './attachments/measure';
import { PictureGrid } from './attachments/picture-grid';
import { shownAs } from './attachments/shown-as';
import styles from './message-files.module.css';

interface Props {
  readonly message: Pick<Message, 'id' | 'attachments'>;
  readonly tabIndex: number;
}

const LISTED: readonly FileKind[] = ['video', 'audio', 'other'];

export function MessageFiles({ message, tabIndex }: Props) {
  const loaded = usePart(fileParts);
  const files = message.attachments.map((file) => ({ file, kind: shownAs(file) }));
  const pictures = files.filter((it) => it.kind === 'picture').map((it) => it.file);
  const others = LISTED.flatMap((kind) => files.filter((it) => it.kind === kind));
  const common = { loaded, message_id: message.id, tabIndex };
  return (
    <div className={styles['files']}>
      {pictures.length > 0 && (
        <PictureGrid boxes={boxesOf(pictures.map(sizeOf))}>
          {(tile) => {
            const file = pictures[tile.index];
            return file && <Shown {...common} file={file} kind="picture" tile={tile} />;
          }}
        </PictureGrid>
      )}
      {others.map(({ file, kind }) => (
        <div className={styles[kind]} key={file.id}>
          <Shown {...common} file={file} kind={kind} />
        </div>
      ))}
    </div>
  );
}

interface ShownProps {
  readonly loaded: ReturnType<typeof fileParts.loaded.get>;
  readonly message_id: string;
  readonly file: File;
  readonly kind: FileKind;
  readonly tile?: Tile;
  readonly tabIndex: number;
}

function Shown({ loaded, file, kind, tile, tabIndex, message_id }: ShownProps) {
  if (loaded === null) return null;
  if (loaded === 'failed') {
    // Without the part of the page that shows it, it can be had all the same.
    return (
      <a
        className={styles['bare']}
        download={file.name}
        href={fileAddress(file.id)}
        tabIndex={tabIndex}
      >
        <bdi>{file.name}</bdi>
      </a>
    );
  }
  const { Card, Picture, Player } = loaded;
  if (tile) return <Picture file={file} message_id={message_id} tabIndex={tabIndex} tile={tile} />;
  if (kind === 'video' || kind === 'audio') {
    return <Player file={file} kind={kind} tabIndex={tabIndex} />;
  }
  return <Card file={file} tabIndex={tabIndex} />;
}

function sizeOf({ width, height }: File): Size {
  return { width: width ?? 1, height: height ?? 1 };
}
