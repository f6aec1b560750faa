/** A picture in the list: from afar until it is there, and opened by pressing it. */
import { useState } from 'react';
import type { File } from '@/shared/api/wire';
import { placeholderOf } from '@/shared/files/placeholder';
import { Unloaded } from '@/shared/files/unloaded';
import { useWhenBack } from '@/shared/files/use-when-back';
import { useView } from '@/shared/files/viewed';
import { useSay } from '@/shared/i18n/i18n';
import { previewOf } from '@/shared/uploads/previews';
import type { Tile } from './measure';
import styles from './picture.module.css';
import { sourceOf } from './picture-source';

interface Props {
  readonly file: File;
  readonly tile: Tile;
  readonly tabIndex: number;
  readonly message_id: string;
}

const CALM = '(prefers-reduced-motion: reduce)';

export function Picture({ file, tile, tabIndex, message_id }: Props) {
  const say = useSay();
  const view = useView();
  const [state, setState] = useState<'loading' | 'loaded' | 'failed'>('loading');
  useWhenBack(state === 'failed', () => setState('loading'));
  if (state === 'failed') {
    return (
      <Unloaded
        file={file}
        onRetry={() => setState('loading')}
        tabIndex={tabIndex}
        words={say('files.unloaded')}
      />
    );
  }
  // It fills its place, and so does what stands for it.
  const preview = previewOf(file.id);
  const placeholder = preview ?? (tile.isWhole ? null : placeholderOf(file.thumbhash));
  const { width, height, name } = file;
  return (
    <button
      aria-haspopup="dialog"
      className={styles['picture']}
      data-file={file.id}
      onClick={({ currentTarget }) => {
        // Not every browser gives it to what is pressed; its message stays while it is looked at.
        currentTarget.focus({ preventScroll: true });
        view({ message_id, file_id: file.id });
      }}
      tabIndex={tabIndex}
      title={name}
      type="button"
    >
      {placeholder && state === 'loading' && (
        <img alt="" className={styles['afar']} data-whole={tile.isWhole} src={placeholder} />
      )}
      <img
        {...sourceOf(file, tile, matchMedia(CALM).matches)}
        alt={name}
        className={styles['image']}
        data-state={preview === null ? state : 'loaded'}
        data-whole={tile.isWhole}
        decoding="async"
        height={height ?? undefined}
        loading="lazy"
        onError={() => setState('failed')}
        onLoad={() => setState('loaded')}
        width={width ?? undefined}
      />
    </button>
  );
}
