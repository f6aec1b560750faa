/** All that can be done with the open conversation. Loaded by `more-about.tsx` alone. */
import { Files, LogOut, Pin, UserRound, Users } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { callProfile } from '@/shared/called';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { partnerOf } from '@/shared/people/use-person';
import { Confirm } from '@/shared/ui/confirm';
import type { MenuState } from '@/shared/ui/later-menu';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { MenuChoices } from '@/shared/ui/menu-choices';
import { usePicked } from '@/shared/use-cell';
import styles from './conversation-header.module.css';
import { MuteItems } from './mute-items';
import { useScene } from './scene';
import { useLeave, useNotify } from './use-conversation-acts';
import { useHeading } from './use-heading';

interface Props extends MenuState {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly title: string;
  readonly onPanel: (name: 'members' | 'pins' | 'files') => void;
}

export function ConversationMenu(props: Props) {
  const { title, onPanel, trigger, isOpen, onOpenChange } = props;
  const say = useSay();
  const { room, messenger } = useScene();
  const heading = useHeading();
  const { kind, visibility } = heading;
  const partner_id = partnerOf(heading, messenger.user_id);
  const held = usePicked(room.view, ({ me }) => me.notify);
  const notify = useNotify();
  const leave = useLeave();
  const [isLeaving, setIsLeaving] = useState(false);
  const opened = (isOpen: boolean): void => {
    onOpenChange(isOpen);
    if (!isOpen) return;
    // What did not work the last time is over.
    leave.reset();
    notify.reset();
  };
  const error = leave.error ?? notify.error;
  const leaving = visibility === 'public' ? 'leave_public' : 'leave_private';
  return (
    <>
      <Menu isOpen={isOpen} onOpenChange={opened} trigger={trigger}>
        {partner_id !== null && (
          <MenuItem icon={UserRound} onSelect={() => callProfile(partner_id)}>
            {say('acts.profile')}
          </MenuItem>
        )}
        {kind !== 'direct' && (
          <MenuItem icon={Users} onSelect={() => onPanel('members')}>
            {say('acts.members')}
          </MenuItem>
        )}
        <MenuItem icon={Pin} onSelect={() => onPanel('pins')}>
          {say('acts.pins')}
        </MenuItem>
        <MenuItem icon={Files} onSelect={() => onPanel('files')}>
          {say('acts.files')}
        </MenuItem>
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
            {say('acts.leave')}
          </MenuItem>
        )}
      </Menu>
      <Confirm
        action={say('acts.leave')}
        isOpen={isLeaving}
        onConfirm={() => leave.mutate()}
        onOpenChange={setIsLeaving}
        title={say('acts.leave_title', { title })}
        words={say(`acts.${leaving}`)}
      />
      {error && (
        <p className={styles['failed']} role="alert">
          {problemText(error, say)}
        </p>
      )}
    </>
  );
}
