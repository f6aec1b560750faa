/** Chooses files from this device. */
import { Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { IconButton } from '@/shared/ui/icon-button';
import { useAttach } from './use-attach';

export function AttachButton() {
  const say = useSay();
  const attach = useAttach();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        icon={Paperclip}
        label={say('composer.attach')}
        onClick={() => input.current?.click()}
      />
      <input
        aria-label={say('composer.attach')}
        hidden
        multiple
        onChange={({ currentTarget }) => {
          attach({ files: [...(currentTarget.files ?? [])], folders: 0 });
          // The same one can be chosen once more.
          currentTarget.value = '';
        }}
        ref={input}
        type="file"
      />
    </>
  );
}
