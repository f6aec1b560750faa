/** The files that go with what is being written, above its text. */
import { X } from 'lucide-react';
import { useServer } from '@/shared/api/use-server';
import { UploadCard, UploadControl } from '@/shared/files/upload-card';
import { useWhyNot } from '@/shared/files/upload-note';
import { useSay } from '@/shared/i18n/i18n';
import { IconButton } from '@/shared/ui/icon-button';
import type { Upload } from '@/shared/uploads/upload';
import { useScene } from '../scene';
import styles from './composer-files.module.css';
import { MOST_FILES } from './tray';

export function ComposerFiles({ uploads }: { readonly uploads: readonly Upload[] }) {
  const say = useSay();
  const scene = useScene();
  const ready = uploads.filter((it) => it.state === 'done').length;
  const most = useServer().data?.limits.attachments ?? MOST_FILES;
  // Those of a message that was taken back come on top.
  const over = Math.max(0, uploads.length - most);
  const failed = uploads.filter((it) => it.state === 'failed').length;
  const remove = (upload: Upload): void => {
    scene.messenger.uploads.cancel(upload.id);
    scene.focusField();
  };
  return (
    <>
      <ul aria-label={say('uploads.label')} className={styles['files']}>
        {uploads.map((upload) => (
          <li key={upload.id}>
            <UploadCard upload={upload}>
              <UploadControl upload={upload} />
              <IconButton
                icon={X}
                label={say('uploads.remove', { name: upload.name })}
                onClick={() => remove(upload)}
              />
            </UploadCard>
            <WhyNot upload={upload} />
          </li>
        ))}
      </ul>
      <p className="only-heard" role="status">
        {say('uploads.ready', { ready, count: uploads.length })}
      </p>
      <p className={failed + over > 0 ? styles['stuck'] : 'only-heard'} role="status">
        {failed > 0 && say('uploads.stuck', { count: failed })}{' '}
        {over > 0 && say('uploads.over', { count: over, most })}
      </p>
    </>
  );
}

function WhyNot({ upload }: { readonly upload: Upload }) {
  const words = useWhyNot(upload);
  return words && <p className={styles['why_not']}>{words}</p>;
}
