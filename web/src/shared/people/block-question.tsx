/** What is asked before somebody is blocked. */
import type { User } from '../api/wire';
import { useSay } from '../i18n/i18n';
import { Confirm } from '../ui/confirm';

interface Props {
  readonly user: User;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onConfirm: () => void;
}

export function BlockQuestion({ user, ...question }: Props) {
  const say = useSay();
  return (
    <Confirm
      {...question}
      action={say('members.block')}
      title={say('members.block_title', { name: user.display_name })}
      words={say('members.block_words')}
    />
  );
}
