/** A file in a list of such: what it is called, by whom and when it was sent, and how large it is. */
import { useLingui } from '@lingui/react';
import { useState } from 'react';
import type { File, Message } from '@/shared/api/wire';
import { thumbnailAddress } from '@/shared/files/address';
import { DownloadLink } from '@/shared/files/download-link';
import { FileCard } from '@/shared/files/file-card';
import { kindOf } from '@/shared/files/kind';
import { useBytes } from '@/shared/files/use-bytes';
import { usePerson } from '@/shared/people/use-person';
import { places } from '@/shared/place';
import { Link } from '@/shared/ui/link';
import { useBeside } from '@/shared/ui/use-beside';
import { howLongAgo } from './how-long-ago';
import styles from './search.module.css';

interface Props {
  readonly file: File;
  readonly message: Message;
}

export function FoundFile({ file, message }: Props) {
  const { i18n } = useLingui();
  const bytes = useBytes();
  const author = usePerson(message.sender_id);
  const search = useBeside();
  const [isBroken, setIsBroken] = useState(false);
  const { id, name, size } = file;
  const kind = kindOf(file);
  const at = new Date(message.created_at);
  const note = (
    <>
      <bdi>{author?.display_name ?? '…'}</bdi>
      {' · '}
      <time dateTime={message.created_at}>{i18n.date(at, howLongAgo(at))}</time>
      {` · ${bytes(size)}`}
    </>
  );
  const picture = kind === 'picture' && !isBroken && (
    <img
      alt=""
      className={styles['thumbnail']}
      height={40}
      loading="lazy"
      onError={() => setIsBroken(true)}
      src={thumbnailAddress(id, 480)}
      width={40}
    />
  );
  return (
    <li className={styles['file']}>
      <Link
        className={styles['file_link']}
        to={{ pathname: places.message(message.conversation_id, message.seq), search }}
      >
        <FileCard kind={kind} name={name} note={note} preview={picture} size={size} />
      </Link>
      <DownloadLink className={styles['download']} file={file} size={20} />
    </li>
  );
}
