/** Adds something to a message: files from this device, a poll. */
import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { IconButton } from '@/shared/ui/icon-button';
import { LaterMenu } from '@/shared/ui/later-menu';
import { pollPart } from '../poll-part';
import { useAttach } from './use-attach';

export function AttachButton() {
  const say = useSay();
  const attach = useAttach();
  const input = useRef<HTMLInputElement>(null);
  const trigger = <IconButton icon={Plus} label={say('composer.attach')} />;
  return (
    <>
      <LaterMenu part={pollPart} trigger={trigger}>
        {(loaded, state) => (
          <loaded.AttachMenu {...state} onFiles={() => input.current?.click()} trigger={trigger} />
        )}
      </LaterMenu>
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
