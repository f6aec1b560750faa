/** The button of all that can be done with the open conversation. */
import { MoreHorizontal } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import { Part } from '@/shared/part';
import { IconButton } from '@/shared/ui/icon-button';
import { LaterMenu } from '@/shared/ui/later-menu';

export const conversationMenu = new Part(async () => {
  const { ConversationMenu } = await import('./conversation-menu');
  return { ConversationMenu };
});

interface Props {
  readonly title: string;
  readonly onPanel: (name: 'members' | 'pins' | 'files') => void;
}

export function MoreAbout(props: Props) {
  const say = useSay();
  const trigger = <IconButton icon={MoreHorizontal} label={say('conversation.menu')} />;
  return (
    <LaterMenu part={conversationMenu} trigger={trigger}>
      {(loaded, state) => <loaded.ConversationMenu {...props} {...state} trigger={trigger} />}
    </LaterMenu>
  );
}
