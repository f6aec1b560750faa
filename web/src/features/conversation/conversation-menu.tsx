import { LogOut, MoreHorizontal, Users } from 'lucide-react';
import { useState } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { Confirm } from '@/shared/ui/confirm';
import { IconButton } from '@/shared/ui/icon-button';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { MenuChoices } from '@/shared/ui/menu-choices';
import { usePicked } from '@/shared/use-cell';
import styles from './conversation-header.module.css';
import { MuteItems } from './mute-items';
import { useScene } from './scene';
import { useLeave, useNotify } from './use-conversation-acts';
import { useHeading } from './use-heading';

interface Props {
  readonly title: string;
  readonly onMembers: () => void;
}

export function ConversationMenu({ title, onMembers }: Props) {
  const say = useSay();
  const { room } = useScene();
  const { kind, visibility } = useHeading();
  const held = usePicked(room.view, ({ me }) => me.notify);
  const notify = useNotify();
  const leave = useLeave();
  const [isOpen, setIsOpen] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const opened = (isOpen: boolean): void => {
    setIsOpen(isOpen);
    if (!isOpen) return;
    // What did not work the last time is over.
    leave.reset();
    notify.reset();
  };
  const error = leave.error ?? notify.error;
  const leaving = visibility === 'public' ? 'leave_public' : 'leave_private';
  return (
    <>
      <Menu
        isOpen={isOpen}
        onOpenChange={opened}
        trigger={<IconButton icon={MoreHorizontal} label={say('conversation.menu')} />}
      >
        {kind !== 'direct' && (
          <MenuItem icon={Users} onSelect={onMembers}>
            {say('conversation.show_members')}
          </MenuItem>
        )}
        <MenuChoices
          choices={[
            { value: 'all', words: say('notify.all') },
            { value: 'mentions', words: say('notify.mentions') },
            { value: 'none', words: say('notify.none') },
          ]}
          label={say('notify.title')}
          onChoose={(value) => notify.mutate({ notify: value })}
          value={(notify.isPending && notify.variables.notify) || held}
        />
        <MuteItems onChoose={(muted_until) => notify.mutate({ muted_until })} />
        {kind !== 'direct' && (
          <MenuItem icon={LogOut} look="danger" onSelect={() => setIsLeaving(true)}>
            {say('conversation.leave')}
          </MenuItem>
        )}
      </Menu>
      <Confirm
        action={say('conversation.leave')}
        isOpen={isLeaving}
        onConfirm={() => leave.mutate()}
        onOpenChange={setIsLeaving}
        title={say('conversation.leave_title', { title })}
        words={say(`conversation.${leaving}`)}
      />
      {error && (
        <p className={styles['failed']} role="alert">
          {problemText(error, say)}
        </p>
      )}
    </>
  );
}
