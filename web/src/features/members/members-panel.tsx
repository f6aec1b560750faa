import { useSay } from '@/shared/i18n/i18n';
import { Panel } from '@/shared/ui/panel';

interface Props {
  readonly conversation_id: string;
  readonly onClose: () => void;
}

export function MembersPanel({ conversation_id, onClose }: Props) {
  const say = useSay();
  return (
    <Panel key={conversation_id} onClose={onClose} title={say('members.title')}>
      {null}
    </Panel>
  );
}
