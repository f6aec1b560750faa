/** Where a message's thread is shown. Its room is there before what is in it: nothing moves then. */
import type { Message, Thread } from '@/shared/api/wire';
import { usePart } from '@/shared/part';
import { useScene } from '../scene';
import { threadParts } from './thread-parts';
import styles from './thread-place.module.css';

interface Props {
  readonly message: Message;
  readonly tabIndex: number;
}

/** Nothing where there is none, nor in the thread itself. */
export function ThreadPlace({ message: { id, thread }, tabIndex }: Props) {
  const isHere = useScene().thread !== null;
  return !thread || isHere ? null : <Place id={id} tabIndex={tabIndex} thread={thread} />;
}

interface PlaceProps {
  readonly id: string;
  readonly thread: Thread;
  readonly tabIndex: number;
}

function Place(props: PlaceProps) {
  const loaded = usePart(threadParts);
  return (
    <div className={styles['place']}>
      {loaded instanceof Object && <loaded.ThreadLine {...props} />}
    </div>
  );
}
