/** Puts an emoji where the caret is. A thumb has a keyboard of its own for them. */
import { Smile } from 'lucide-react';
import type { RefObject } from 'react';
import { emojiPart } from '@/shared/emoji/emoji-part';
import { useSay } from '@/shared/i18n/i18n';
import { IconButton } from '@/shared/ui/icon-button';
import { LaterMenu } from '@/shared/ui/later-menu';
import { insert } from './insert';

interface Props {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** The text is another one. */
  readonly onTaken: () => void;
}

export function EmojiButton({ field, onTaken }: Props) {
  const say = useSay();
  const trigger = <IconButton icon={Smile} label={say('composer.emoji')} />;
  return (
    <LaterMenu opens="dialog" part={emojiPart} trigger={trigger}>
      {(loaded, state) => (
        <loaded.EmojiPopover
          {...state}
          onClosed={() => field.current?.focus()}
          onPick={(emoji) => {
            state.onOpenChange(false);
            const text = field.current;
            if (!text) return;
            insert(text, text.selectionStart, text.selectionEnd, emoji);
            onTaken();
          }}
          trigger={trigger}
        />
      )}
    </LaterMenu>
  );
}
