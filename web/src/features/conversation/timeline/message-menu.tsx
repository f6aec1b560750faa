/** All that can be done with a message, in words. */
import {
  Check,
  Copy,
  Ellipsis,
  Forward,
  Link,
  Pencil,
  Reply,
  SmilePlus,
  Trash2,
  Type,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { copy } from '@/shared/copy';
import { useSay } from '@/shared/i18n/i18n';
import { IconButton } from '@/shared/ui/icon-button';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { isFormatted } from './message-text';
import type { Row } from './row';
import { useActions } from './timeline-context';

/** So long it is said that something was copied. */
const COPIED_MS = 1_500;

interface Props {
  readonly row: Row;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onReact: () => void;
  readonly tabIndex: number;
}

export function MessageMenu({ row, isOpen, onOpenChange, onReact, tabIndex }: Props) {
  const say = useSay();
  const actions = useActions();
  const { message } = row;
  const [isCopied, setIsCopied] = useCopied();
  const put = async (text: string): Promise<void> => setIsCopied(await copy(text));
  return (
    <Menu
      isOpen={isOpen}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        // Elsewhere it is where the person took it.
        if (document.activeElement === document.body) actions.focus(row.id);
      }}
      onOpenChange={onOpenChange}
      trigger={
        <IconButton
          icon={isCopied ? Check : Ellipsis}
          label={say(isCopied ? 'app.copied' : 'acts.more')}
          tabIndex={tabIndex}
        />
      }
    >
      <MenuItem icon={SmilePlus} onSelect={onReact}>
        {say('timeline.react')}
      </MenuItem>
      <MenuItem icon={Reply} onSelect={() => actions.reply(message)}>
        {say('acts.reply')}
      </MenuItem>
      <MenuItem icon={Forward} onSelect={() => actions.forward(message)}>
        {say('acts.forward')}
      </MenuItem>
      {message.body && (
        <MenuItem icon={Copy} onSelect={() => void put(message.body ?? '')}>
          {say('acts.copy_text')}
        </MenuItem>
      )}
      <MenuItem icon={Link} onSelect={() => void put(actions.linkTo(message))}>
        {say('acts.copy_link')}
      </MenuItem>
      {isFormatted(message.body ?? '') && (
        <MenuItem icon={Type} onSelect={() => actions.turnPlain(message)}>
          {say(actions.plain.get().has(message.id) ? 'acts.formatted' : 'acts.plain')}
        </MenuItem>
      )}
      {actions.isOwn(message) && (
        <MenuItem icon={Pencil} onSelect={() => actions.edit(message)}>
          {say('acts.edit')}
        </MenuItem>
      )}
      {actions.mayDelete(message) && (
        <MenuItem icon={Trash2} look="danger" onSelect={() => actions.delete(message)}>
          {say('acts.delete')}
        </MenuItem>
      )}
    </Menu>
  );
}

/** Whether something was copied just now: it is said where it was asked for. */
function useCopied(): [boolean, (isCopied: boolean) => void] {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return [isCopied, setIsCopied];
}
