/** In the place of what could not be loaded: that it is so, what it was, and the ways on. */
import { RotateCw } from 'lucide-react';
import type { File } from '../api/wire';
import { useSay } from '../i18n/i18n';
import { DownloadLink } from './download-link';
import { FileName } from './file-card';
import styles from './unloaded.module.css';

interface Props {
  readonly file: File;
  readonly words: string;
  readonly tabIndex: number;
  readonly onRetry: () => void;
}

export function Unloaded({ file, words, tabIndex, onRetry }: Props) {
  const say = useSay();
  const { name } = file;
  return (
    <div className={styles['unloaded']}>
      <p className={styles['words']}>
        <FileName name={name} />
        <span>{words}</span>
      </p>
      <div className={styles['ways']}>
        <button
          aria-label={say('files.retry_named', { name })}
          className={styles['way']}
          onClick={onRetry}
          tabIndex={tabIndex}
          title={say('app.retry')}
          type="button"
        >
          <RotateCw aria-hidden size={16} strokeWidth={1.75} />
          <span>{say('app.retry')}</span>
        </button>
        <DownloadLink className={styles['way']} file={file} size={16} tabIndex={tabIndex}>
          <span>{say('files.download')}</span>
        </DownloadLink>
      </div>
    </div>
  );
}
