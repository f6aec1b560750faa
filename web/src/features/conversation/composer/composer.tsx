import { useSay } from '@/shared/i18n/i18n';
import { newId } from '@/shared/outbox/change';
import { useScene } from '../scene';

export function Composer() {
  const say = useSay();
  const { messenger, conversation_id } = useScene();
  return (
    <textarea
      aria-label={say('composer.label')}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        const body = event.currentTarget.value;
        messenger.outbox.add({ kind: 'send', id: newId(), conversation_id, body });
        event.currentTarget.value = '';
      }}
    />
  );
}
