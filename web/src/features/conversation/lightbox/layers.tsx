/** What there is of a picture, the better over the worse: from afar, small, large, and all of it. */
import { useState } from 'react';
import type { File } from '@/shared/api/wire';
import { placeholderOf } from '@/shared/files/placeholder';
import styles from './lightbox.module.css';
import { firstSource, smallSource } from './sources';

export type Loading = 'loading' | 'loaded' | 'failed';

interface Props {
  readonly file: File;
  /** All of it, where it is wanted. */
  readonly full: string | null;
  readonly onLoading: (loading: Loading) => void;
}

export function Layers({ file, full, onLoading }: Props) {
  const [isThere, setIsThere] = useState(false);
  const [isFull, setIsFull] = useState(false);
  // Once it is there it stays, so that nothing gets worse while one goes back.
  const [wanted, setWanted] = useState(full);
  if (full && !wanted) setWanted(full);
  const afar = placeholderOf(file.thumbhash);
  const small = smallSource(file);
  return (
    <>
      {!isThere && afar && <img alt="" className={styles['layer']} draggable={false} src={afar} />}
      {!isThere && small && (
        <img alt="" className={styles['layer']} data-loaded draggable={false} src={small} />
      )}
      <img
        alt={file.name}
        className={styles['layer']}
        data-loaded={isThere && !isFull}
        decoding="async"
        draggable={false}
        onError={() => onLoading('failed')}
        onLoad={() => {
          setIsThere(true);
          onLoading('loaded');
        }}
        src={firstSource(file)}
      />
      {wanted && (
        <img
          alt=""
          className={styles['layer']}
          data-loaded={isFull}
          decoding="async"
          draggable={false}
          onLoad={() => setIsFull(true)}
          src={wanted}
        />
      )}
    </>
  );
}
