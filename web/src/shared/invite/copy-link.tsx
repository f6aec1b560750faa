/** A link to be given to somebody: to copy, and to share where the device can. */
import { Check, Copy, Share2 } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { copy } from '../copy';
import { useSay } from '../i18n/i18n';
import { Button } from '../ui/button';
import styles from './copy-link.module.css';
import { isOnlyHere } from './invite-link';

interface Props {
  readonly label: string;
  readonly link: string;
  /** What goes along with the link where it is shared. */
  readonly text: string;
}

export function CopyLink({ label, link, text }: Props) {
  const say = useSay();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'by_hand' | null>(null);
  const doCopy = async (): Promise<void> => {
    const isCopied = await copy(link);
    if (!isCopied) field.current?.select();
    setOutcome(isCopied ? 'copied' : 'by_hand');
  };
  const isCopied = outcome === 'copied';
  return (
    <div className={styles['copy']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <input
        className={styles['link']}
        id={id}
        onFocus={(event) => event.currentTarget.select()}
        readOnly
        ref={field}
        value={link}
      />
      <div className={styles['actions']}>
        <Button onClick={() => void doCopy()}>
          {isCopied ? <Check aria-hidden size={16} /> : <Copy aria-hidden size={16} />}
          {say(isCopied ? 'app.copied' : 'invite.copy')}
        </Button>
        {'share' in navigator && (
          <Button
            look="quiet"
            // Giving up is no failure.
            onClick={() => void navigator.share({ text, url: link }).catch(() => undefined)}
          >
            <Share2 aria-hidden size={16} />
            {say('invite.share')}
          </Button>
        )}
      </div>
      <p className={styles['note']} role="status">
        {outcome === 'by_hand' && say('invite.by_hand')}
        {isCopied && <span className="only-heard">{say('app.copied')}</span>}
      </p>
      {isOnlyHere(link) && <p className={styles['note']}>{say('invite.only_here')}</p>}
    </div>
  );
}
