/** The files of a message that is on its way: where they will be, with how far they have come. */

import { UploadCard, UploadControl, UploadProgress } from '@/shared/files/upload-card';
import { useUploadNote } from '@/shared/files/upload-note';
import { usePreview } from '@/shared/files/use-preview';
import { useSay } from '@/shared/i18n/i18n';
import { useMessenger } from '@/shared/services';
import type { Upload } from '@/shared/uploads/upload';
import { useCell } from '@/shared/use-cell';
import { boxesOf } from './measure';
import styles from './pending-files.module.css';
import { PictureGrid } from './picture-grid';

interface Props {
  readonly ids: readonly string[];
  /** The message was refused, or one of its files was: said below it. */
  readonly isRefused: boolean;
  readonly tabIndex: number;
  readonly onTakeBack: () => void;
}

export function PendingFiles({ ids, isRefused, tabIndex, onTakeBack }: Props) {
  const say = useSay();
  const all = useCell(useMessenger().uploads.all);
  const uploads = ids.flatMap((id) => all.find((it) => it.id === id) ?? []);
  const pictures = uploads.filter(isPicture);
  const others = uploads.filter((it) => !isPicture(it));
  const isOnItsWay = uploads.some((it) => it.state !== 'done' && it.state !== 'failed');
  return (
    <div className={styles['files']}>
      {pictures.length > 0 && (
        <PictureGrid boxes={boxesOf(pictures)}>
          {(tile) => {
            const upload = pictures[tile.index];
            return (
              upload && (
                <PendingPicture isWhole={tile.isWhole} tabIndex={tabIndex} upload={upload} />
              )
            );
          }}
        </PictureGrid>
      )}
      {others.map((upload) => (
        <div className={styles['other']} key={upload.id}>
          <UploadCard upload={upload}>
            <Control tabIndex={tabIndex} upload={upload} />
          </UploadCard>
        </div>
      ))}
      {(isOnItsWay || isRefused) && (
        <p className={styles['note']}>
          {!isRefused && <>{say('uploads.then_sent')} </>}
          <button className={styles['way']} onClick={onTakeBack} tabIndex={tabIndex} type="button">
            {say('uploads.take_back')}
          </button>
        </p>
      )}
    </div>
  );
}

interface PictureProps {
  readonly upload: Upload;
  readonly isWhole: boolean;
  readonly tabIndex: number;
}

function PendingPicture({ upload, isWhole, tabIndex }: PictureProps) {
  const preview = usePreview(upload);
  const note = useUploadNote(upload);
  return (
    <>
      {preview && (
        <img alt={upload.name} className={styles['picture']} data-whole={isWhole} src={preview} />
      )}
      {upload.state !== 'done' && (
        <div className={styles['over']}>
          <span className={styles['words']}>{note}</span>
          <Control tabIndex={tabIndex} upload={upload} />
          <UploadProgress upload={upload} />
        </div>
      )}
    </>
  );
}

/** What failed is tried again with its message. */
function Control({ upload, tabIndex }: Pick<PictureProps, 'upload' | 'tabIndex'>) {
  return upload.state === 'failed' ? null : <UploadControl tabIndex={tabIndex} upload={upload} />;
}

type Measured = Upload & { readonly width: number; readonly height: number };

function isPicture(upload: Upload): upload is Measured {
  return upload.width !== undefined && upload.height !== undefined;
}
