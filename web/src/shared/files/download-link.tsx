/** The way to have a file as it was sent. */
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import type { File } from '../api/wire';
import { useSay } from '../i18n/i18n';
import { fileAddress } from './address';

interface Props {
  readonly file: Pick<File, 'id' | 'name'>;
  readonly className: string | undefined;
  /** Of its sign, in CSS pixels. */
  readonly size: number;
  readonly tabIndex?: number;
  /** Beside its sign. */
  readonly children?: ReactNode;
}

export function DownloadLink({ file, className, size, tabIndex, children }: Props) {
  const say = useSay();
  const { id, name } = file;
  return (
    <a
      aria-label={say('files.download_only', { name })}
      className={className}
      download={name}
      href={fileAddress(id)}
      tabIndex={tabIndex}
      title={say('files.download')}
    >
      <Download aria-hidden size={size} strokeWidth={1.75} />
      {children}
    </a>
  );
}
