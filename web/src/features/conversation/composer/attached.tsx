/** Above the text that is being written: the files that go with it, and what was left out. */
import { useSay } from '@/shared/i18n/i18n';
import { usePart } from '@/shared/part';
import type { Upload } from '@/shared/uploads/upload';
import { useCell } from '@/shared/use-cell';
import { fileParts } from '../file-parts';
import { useScene } from '../scene';
import styles from './attached.module.css';
import { useTray } from './tray';

export function Attached() {
  const say = useSay();
  const uploads = useTray();
  const { files, folders, most } = useCell(useScene().leftOut);
  return (
    <>
      {uploads.length > 0 && <Files uploads={uploads} />}
      <p className={files + folders > 0 ? styles['left_out'] : 'only-heard'} role="status">
        {files > 0 && say('composer.left_out', { count: files, most })}{' '}
        {folders > 0 && say('composer.folders')}
      </p>
    </>
  );
}

function Files({ uploads }: { readonly uploads: readonly Upload[] }) {
  const loaded = usePart(fileParts);
  if (loaded === null) return null;
  // They go out all the same.
  if (loaded === 'failed') return <p>{uploads.map((it) => it.name).join(', ')}</p>;
  return <loaded.ComposerFiles uploads={uploads} />;
}
