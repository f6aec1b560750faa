/** What can be done with a member; what hurts is asked for again. */
import {
  Ban,
  Crown,
  Ellipsis,
  type LucideIcon,
  MessageCircle,
  UserMinus,
  UserRound,
} from 'lucide-react';
import { useState } from 'react';
import type { Conversation, User } from '@/shared/api/wire';
import { useMakeConversation } from '@/shared/directory/use-make-conversation';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { BlockQuestion } from '@/shared/people/block-question';
import { useBlock } from '@/shared/people/use-block';
import { useMessenger } from '@/shared/services';
import { Confirm } from '@/shared/ui/confirm';
import { IconButton } from '@/shared/ui/icon-button';
import { Menu, MenuItem } from '@/shared/ui/menu';
import type { May } from './may';
import { type Choice, choicesOf } from './menu-choices';
import { Problem } from './problem';
import type { Acts } from './use-acts';

interface Props {
  readonly user: User;
  readonly conversation: Conversation;
  readonly may: May;
  readonly acts: Acts;
  readonly isOwner: boolean;
  readonly isBlocked: boolean;
}

interface Look {
  readonly icon: LucideIcon;
  readonly words: TextName;
  readonly look?: 'danger';
}

const LOOKS: Record<Choice, Look> = {
  message: { icon: MessageCircle, words: 'members.message' },
  promote: { icon: Crown, words: 'members.promote' },
  demote: { icon: UserRound, words: 'members.demote' },
  unblock: { icon: Ban, words: 'members.unblock' },
  block: { icon: Ban, words: 'members.block' },
  remove: { icon: UserMinus, words: 'members.remove', look: 'danger' },
};

export function MemberMenu({ user, conversation, may, acts, isOwner, isBlocked }: Props) {
  const say = useSay();
  const isSelf = useMessenger().user_id === user.id;
  const make = useMakeConversation();
  const block = useBlock(user.id);
  const [asked, setAsked] = useState<'block' | 'remove' | null>(null);
  const name = user.display_name;
  const choices = choicesOf({ user, isSelf, isOwner, isBlocked, kind: conversation.kind, may });
  if (choices.length === 0) return null;
  const choose = (choice: Choice): void => {
    if (choice === 'message') make.mutate({ kind: 'direct', member_ids: [user.id] });
    else if (choice === 'block' || choice === 'remove') setAsked(choice);
    else if (choice === 'unblock') block.mutate(false);
    else acts.mutate({ name: 'role', user, role: choice === 'promote' ? 'owner' : 'member' });
  };
  const unask = (): void => setAsked(null);
  return (
    <>
      <Menu trigger={<IconButton icon={Ellipsis} label={say('members.more', { name })} />}>
        {choices.map((choice) => (
          <MenuItem
            icon={LOOKS[choice].icon}
            key={choice}
            look={LOOKS[choice].look ?? 'plain'}
            onSelect={() => choose(choice)}
          >
            {say(LOOKS[choice].words)}
          </MenuItem>
        ))}
      </Menu>
      <BlockQuestion
        isOpen={asked === 'block'}
        onConfirm={() => block.mutate(true)}
        onOpenChange={unask}
        user={user}
      />
      <Confirm
        action={say('members.remove')}
        isOpen={asked === 'remove'}
        onConfirm={() => acts.mutate({ name: 'remove', user })}
        onOpenChange={unask}
        title={say('members.remove_title', { name })}
        words={say('members.remove_words')}
      />
      <Problem error={make.error ?? block.error} />
    </>
  );
}
