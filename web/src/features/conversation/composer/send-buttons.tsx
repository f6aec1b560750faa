/** What sends, now or later, or saves what was changed. */
import { ArrowUp, Check } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import styles from './composer.module.css';
import { SendLater } from './send-later';
import type { Writer } from './writer';

interface Props {
  readonly writer: Writer;
  readonly isEdit: boolean;
  readonly isSendable: boolean;
}

export function SendButtons({ writer, isEdit, isSendable }: Props) {
  const label = useSay()(isEdit ? 'composer.save' : 'composer.send');
  return (
    <>
      {!isEdit && <SendLater isDisabled={!isSendable} writer={writer} />}
      <button
        aria-label={label}
        className={styles['send']}
        disabled={!isSendable}
        // The keyboard of a phone stays.
        onPointerDown={(event) => event.preventDefault()}
        title={label}
        type="submit"
      >
        {isEdit ? <Check aria-hidden size={20} /> : <ArrowUp aria-hidden size={20} />}
      </button>
    </>
  );
}
