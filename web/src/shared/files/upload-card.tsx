/** A file on its way: what it is, how far it has come, and what one can do about it. */
import { Pause, Play, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSay } from '../i18n/i18n';
import { useMessenger } from '../services';
import { IconButton } from '../ui/icon-button';
import { isHopeless, type Upload } from '../uploads/upload';
import { FileCard } from './file-card';
import styles from './upload-card.module.css';
import { kindOfUpload, useUploadNote } from './upload-note';
import { usePreview } from './use-preview';

interface Props {
  readonly upload: Upload;
  /** What one can do about it. */
  readonly children: ReactNode;
}

export function UploadCard({ upload, children }: Props) {
  const note = useUploadNote(upload);
  const preview = usePreview(upload);
  const { name, size, state } = upload;
  return (
    <div className={styles['card']} data-state={state}>
      <FileCard
        kind={kindOfUpload(upload)}
        name={name}
        note={note}
        preview={preview && <img alt="" className={styles['preview']} src={preview} />}
        size={size}
      >
        {children}
      </FileCard>
      <UploadProgress upload={upload} />
    </div>
  );
}

export function UploadProgress({ upload }: { readonly upload: Upload }) {
  const say = useSay();
  const { name, sent, size, state } = upload;
  if (state === 'done' || state === 'failed') return null;
  return (
    <progress
      aria-label={say('uploads.progress', { name })}
      className={styles['progress']}
      data-state={state}
      max={Math.max(1, size)}
      value={sent}
    />
  );
}

/** Pause, go on, or try again: whichever it can. */
interface ControlProps {
  readonly upload: Upload;
  readonly tabIndex?: number;
}

export function UploadControl({ upload, tabIndex = 0 }: ControlProps) {
  const say = useSay();
  const { uploads } = useMessenger();
  const { id, name, state } = upload;
  if (state === 'done' || isHopeless(upload)) return null;
  if (state === 'failed') {
    const label = say('uploads.retry', { name });
    const again = (): void => uploads.resume(id);
    return <IconButton icon={RotateCw} label={label} onClick={again} tabIndex={tabIndex} />;
  }
  const isPaused = state === 'paused';
  return (
    <IconButton
      icon={isPaused ? Play : Pause}
      label={say(isPaused ? 'uploads.resume' : 'uploads.pause', { name })}
      onClick={() => (isPaused ? uploads.resume(id) : uploads.pause(id))}
      tabIndex={tabIndex}
    />
  );
}
