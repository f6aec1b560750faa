/** A file that is taken along: pressing it downloads it, and opens nothing. */
import { Download } from 'lucide-react';
import type { File } from '@/shared/api/wire';
import { fileAddress } from '@/shared/files/address';
import { FileCard } from '@/shared/files/file-card';
import { kindOf } from '@/shared/files/kind';
import { useSay } from '@/shared/i18n/i18n';
import styles from './card.module.css';

interface Props {
  readonly file: File;
  readonly tabIndex: number;
}

export function Card({ file, tabIndex }: Props) {
  const say = useSay();
  const { id, name, size } = file;
  return (
    <a className={styles['link']} download={name} href={fileAddress(id)} tabIndex={tabIndex}>
      <span className="only-heard">{say('files.download_this')} </span>
      <FileCard kind={kindOf(file)} name={name} size={size}>
        <Download aria-hidden className={styles['mark']} size={20} strokeWidth={1.75} />
      </FileCard>
    </a>
  );
}
