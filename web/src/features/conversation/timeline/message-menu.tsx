/** All that can be done with a message, in words. */
import { Copy, Ellipsis, Link, Pencil, Reply, SmilePlus, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { IconButton } from '@/shared/ui/icon-button';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { copy } from './copy';
import type { Row } from './row';
import { useActions } from './timeline-context';

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
  /** Whether what was chosen takes the focus elsewhere. */
  const isElsewhere = useRef(false);
  const elsewhere = (act: () => void) => () => {
    isElsewhere.current = true;
    act();
  };
  return (
    <Menu
      isOpen={isOpen}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        if (!isElsewhere.current) actions.focus(row.id);
        isElsewhere.current = false;
      }}
      onOpenChange={onOpenChange}
      trigger={<IconButton icon={Ellipsis} label={say('timeline.more')} tabIndex={tabIndex} />}
    >
      {/* The menu closes first, and would close what it opened with it. */}
      <MenuItem icon={SmilePlus} onSelect={elsewhere(() => setTimeout(onReact))}>
        {say('timeline.react')}
      </MenuItem>
      <MenuItem icon={Reply} onSelect={elsewhere(() => actions.reply(message))}>
        {say('timeline.reply')}
      </MenuItem>
      <MenuItem icon={Copy} onSelect={() => void copy(message.body ?? '')}>
        {say('timeline.copy_text')}
      </MenuItem>
      <MenuItem icon={Link} onSelect={() => void copy(actions.linkTo(message))}>
        {say('timeline.copy_link')}
      </MenuItem>
      {actions.isOwn(message) && (
        <MenuItem icon={Pencil} onSelect={elsewhere(() => actions.edit(message))}>
          {say('timeline.edit')}
        </MenuItem>
      )}
      {actions.mayDelete(message) && (
        <MenuItem icon={Trash2} look="danger" onSelect={() => actions.delete(message)}>
          {say('timeline.delete')}
        </MenuItem>
      )}
    </Menu>
  );
}
