/** Beside the button that sends: sends at another time. What asks for it comes when it is wanted. */
import { ChevronDown } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import { Part } from '@/shared/part';
import { LaterMenu } from '@/shared/ui/later-menu';
import styles from './composer.module.css';
import { useTray } from './tray';
import type { Writer } from './writer';

const part = new Part(async () => {
  const { SendLaterMenu } = await import('./send-later-menu');
  return { SendLaterMenu };
});

interface Props {
  readonly writer: Writer;
  readonly isDisabled: boolean;
}

export function SendLater({ writer, isDisabled }: Props) {
  const label = useSay()('composer.later');
  // The server keeps what it has; until then nothing else would send it.
  const isGoingUp = useTray().some((it) => it.state !== 'done');
  const trigger = (
    <button
      aria-label={label}
      className={styles['later']}
      disabled={isDisabled || isGoingUp}
      title={label}
      type="button"
    >
      <ChevronDown aria-hidden size={16} />
    </button>
  );
  return (
    <LaterMenu part={part} trigger={trigger}>
      {(loaded, state) => <loaded.SendLaterMenu {...state} trigger={trigger} writer={writer} />}
    </LaterMenu>
  );
}
