/** What is being sent, in its place already: paler, until everybody has it. */
import { useEffect, useState } from 'react';
import styles from './picture-field.module.css';

interface Props {
  readonly blob: Blob;
  readonly isSaved: boolean;
}

export function PicturePreview({ blob, isSaved }: Props) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  if (url === undefined) return null;
  return (
    <span aria-hidden className={styles['preview']} data-saved={isSaved}>
      <img alt="" src={url} />
    </span>
  );
}
