/** Where the question is asked where to messages go; what asks it is loaded when it is wanted. */
import { Part, usePart } from '@/shared/part';
import { useCell } from '@/shared/use-cell';
import { useActions } from '../timeline-context';

const dialog = new Part(async () => {
  const { ForwardDialog } = await import('./forward-dialog');
  return { ForwardDialog };
});

export function ForwardPlace() {
  const { forwarding } = useActions().scene;
  const isWanted = useCell(forwarding) !== null;
  return isWanted && <Asked />;
}

function Asked() {
  const actions = useActions();
  const { forwarding } = actions.scene;
  const messages = useCell(forwarding);
  const loaded = usePart(dialog);
  if (!(loaded instanceof Object && messages)) return null;
  return (
    <loaded.ForwardDialog
      linkTo={(message) => actions.linkTo(message)}
      messages={messages}
      onClose={() => forwarding.set(null)}
    />
  );
}
