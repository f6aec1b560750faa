/** Where it is said what did not work: as high as that will be, until it is loaded. */
import type { Entry } from '@/shared/outbox/entry';
import { Part, usePart } from '@/shared/part';
import styles from './message-body.module.css';

export const failurePart = new Part(async () => {
  const { Failure } = await import('./failure');
  return { Failure };
});

export interface FailureProps {
  readonly entry: Entry;
  readonly id: string;
  readonly tabIndex: number;
}

/** The message is described by it. */
export function failureId({ key }: Entry): string {
  return `failure-${key}`;
}

export function FailurePlace(props: Omit<FailureProps, 'id'>) {
  const loaded = usePart(failurePart);
  if (loaded instanceof Object) return <loaded.Failure {...props} id={failureId(props.entry)} />;
  return (
    <p className={styles['failure']}>
      <span className={styles['way']}>{'\u{a0}'}</span>
    </p>
  );
}
