import { useSay } from '@/shared/i18n/i18n';
import { useMessenger, useServices } from '@/shared/services';
import { Confirm } from '@/shared/ui/confirm';
import { useCell } from '@/shared/use-cell';

interface Props {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** What has not gone out would be lost: it is counted. */
export function LogOutQuestion({ isOpen, onOpenChange }: Props) {
  const say = useSay();
  const { session } = useServices();
  const entries = useCell(useMessenger().outbox.entries);
  const count = entries.filter((it) => it.change.kind === 'send' && it.state !== 'sent').length;
  const leave = (): void => {
    // Where nobody answers, the server is told later.
    session.logout().catch(() => session.forget());
  };
  return (
    <Confirm
      action={say('session.logout')}
      isOpen={isOpen}
      onConfirm={leave}
      onOpenChange={onOpenChange}
      title={say('sidebar.logout_title')}
      words={say('sidebar.logout_words', { count })}
    />
  );
}
