/** The open conversation, which takes what is dropped on it. */
import type { ReactNode } from 'react';
import { useDrop } from '@/shared/files/use-drop';
import { useSay } from '@/shared/i18n/i18n';
import { useTitle } from '@/shared/people/use-person';
import { dropped } from './composer/given';
import { useAttach } from './composer/use-attach';
import styles from './drop-zone.module.css';
import { useHeading } from './use-heading';

interface Props {
  readonly className: string | undefined;
  readonly children: ReactNode;
}

export function DropZone({ className, children }: Props) {
  const say = useSay();
  const title = useTitle(useHeading());
  const attach = useAttach();
  const { isOver, handlers } = useDrop((data) => attach(dropped(data)));
  return (
    <main className={className} id="main" {...handlers}>
      {children}
      {isOver && (
        <div className={styles['over']}>
          <p className={styles['words']}>{say('composer.drop', { title })}</p>
        </div>
      )}
    </main>
  );
}
