/** Where a poll is written, over the page; what asks for it is loaded when it is wanted. */
import { useCell } from '@/shared/use-cell';
import { pollPart } from './poll-part';
import { useScene } from './scene';

export function PollDialogPlace() {
  const scene = useScene();
  const begun = useCell(scene.asking);
  const loaded = useCell(pollPart.loaded);
  if (begun === null || !(loaded instanceof Object)) return null;
  return <loaded.PollDialog begun={begun} />;
}
