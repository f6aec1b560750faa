/** Where one writes, or what is done with several messages. */
import { useCell } from '@/shared/use-cell';
import { Composer } from './composer/composer';
import { PollDialogPlace } from './poll-dialog-place';
import { useScene } from './scene';
import { chosenPart } from './timeline/chosen-part';

export function Foot() {
  const isChoosing = useCell(useScene().chosen) !== null;
  const loaded = useCell(chosenPart.loaded);
  return (
    <>
      {isChoosing && loaded instanceof Object ? <loaded.ChosenBar /> : <Composer />}
      <PollDialogPlace />
    </>
  );
}
