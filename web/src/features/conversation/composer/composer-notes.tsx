/** Under and beside the text: who else is writing, and what is in the way of sending. */
import { useSay } from '@/shared/i18n/i18n';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import styles from './composer.module.css';
import { TypingLine } from './typing-line';

const LACKS = { room: 'home.no_room', store: 'home.unstored' } as const;

interface Props {
  /** Of what is said about the text. */
  readonly id: string;
  readonly isNothing: boolean;
  readonly isEdit: boolean;
  readonly left: number | null;
}

export function ComposerNotes({ id, isNothing, isEdit, left }: Props) {
  const say = useSay();
  const lack = useCell(useScene().messenger.keeping.lack);
  const isTooLong = left !== null && left < 0;
  return (
    <>
      <div className={styles['notes']}>
        <TypingLine />
        {/* It changes with each key, so it is heard in other words, once. */}
        <p className={styles['hint']} id={id}>
          {isTooLong && say('composer.too_long', { count: -left })}
          {isEdit && isNothing && say('composer.empty')}
        </p>
        <p className="only-heard" role="status">
          {isTooLong && say('composer.too_long_heard')}
          {isEdit && isNothing && say('composer.empty')}
        </p>
        {left !== null && !isTooLong && (
          <p className={styles['left']}>{say('composer.left', { count: left })}</p>
        )}
      </div>
      {lack && <p className={styles['unstored']}>{say(LACKS[lack])}</p>}
    </>
  );
}
