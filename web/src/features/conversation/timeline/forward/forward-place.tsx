/** Where the question is asked where to a message goes; what asks it is loaded when it is wanted. */
import { Part, usePart } from '@/shared/part';
import { useCell } from '@/shared/use-cell';
import { useActions } from '../timeline-context';

const dialog = new Part(async () => {
  const { ForwardDialog } = await import('./forward-dialog');
  return { ForwardDialog };
});

export function ForwardPlace() {
  const { forwarding } = useActions();
  const isWanted = useCell(forwarding) !== null;
  return isWanted && <Asked />;
}

function Asked() {
  const actions = useActions();
  const message = useCell(actions.forwarding);
  const loaded = usePart(dialog);
  if (!(loaded instanceof Object && message)) return null;
  return (
    <loaded.ForwardDialog
      link={actions.linkTo(message)}
      message={message}
      onClose={() => actions.forwarding.set(null)}
    />
  );
}
