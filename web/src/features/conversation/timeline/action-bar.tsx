/** What one can do with a message: it floats at its end, and never changes how it lies. */
import { Reply, SmilePlus } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import { IconButton } from '@/shared/ui/icon-button';
import styles from './action-bar.module.css';
import { MessageMenu } from './message-menu';
import { ReactionPicker } from './reaction-picker';
import type { Row } from './row';
import { useActions } from './timeline-context';

/** What of it is open. */
export type Opened = 'palette' | 'menu' | null;

export interface BarProps {
  readonly row: Row;
  readonly isActive: boolean;
  readonly opened: Opened;
  readonly onOpened: (opened: Opened) => void;
}

export function ActionBar({ row, isActive, opened, onOpened }: BarProps) {
  const say = useSay();
  const actions = useActions();
  const tabIndex = isActive ? 0 : -1;
  return (
    <div className={styles['bar']}>
      <ReactionPicker
        isOpen={opened === 'palette'}
        message={row.message}
        onOpenChange={(isOpen) => onOpened(isOpen ? 'palette' : null)}
      >
        <IconButton icon={SmilePlus} label={say('timeline.react')} tabIndex={tabIndex} />
      </ReactionPicker>
      <IconButton
        icon={Reply}
        label={say('acts.reply')}
        onClick={() => actions.reply(row.message)}
        tabIndex={tabIndex}
      />
      <MessageMenu
        isOpen={opened === 'menu'}
        onOpenChange={(isOpen) => onOpened(isOpen ? 'menu' : null)}
        onReact={() => onOpened('palette')}
        row={row}
        tabIndex={tabIndex}
      />
    </div>
  );
}
