/** All that can be done with a message, in words. */
import {
  Bookmark,
  BookmarkMinus,
  Check,
  Copy,
  Ellipsis,
  Forward,
  Link,
  ListChecks,
  MessagesSquare,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  Trash2,
  Type,
  UserRound,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { callProfile } from '@/shared/called';
import { copy } from '@/shared/copy';
import { useSay } from '@/shared/i18n/i18n';
import { IconButton } from '@/shared/ui/icon-button';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { choose } from './choose';
import { isFormatted } from './message-text';
import { ReadByNote } from './read-by-note';
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
      {actions.mayThread(message) && (
        <MenuItem icon={MessagesSquare} onSelect={() => actions.replyInThread(message)}>
          {say('acts.thread')}
        </MenuItem>
      )}
      <MenuItem icon={Forward} onSelect={() => actions.forward(message)}>
        {say('acts.forward')}
      </MenuItem>
      {actions.mayPin() && (
        <MenuItem icon={message.pinned_at ? PinOff : Pin} onSelect={() => actions.pin(message)}>
          {say(message.pinned_at ? 'acts.unpin' : 'acts.pin')}
        </MenuItem>
      )}
      <MenuItem
        icon={message.bookmarked ? BookmarkMinus : Bookmark}
        onSelect={() => actions.save(message)}
      >
        {say(message.bookmarked ? 'acts.let_go' : 'acts.save')}
      </MenuItem>
      {message.body && (
        <MenuItem icon={Copy} onSelect={() => void put(message.body ?? '')}>
          {say('acts.copy_text')}
        </MenuItem>
      )}
      <MenuItem icon={Link} onSelect={() => void put(actions.linkTo(message))}>
        {say('acts.copy_link')}
      </MenuItem>
      {message.sender_id && (
        <MenuItem icon={UserRound} onSelect={() => callProfile(message.sender_id)}>
          {say('acts.profile')}
        </MenuItem>
      )}
      <MenuItem icon={ListChecks} onSelect={() => choose(actions.scene, message)}>
        {say('acts.choose')}
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
      <ReadByNote seq={message.seq} />
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
